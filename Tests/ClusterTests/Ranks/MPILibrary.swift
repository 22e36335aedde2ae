import Foundation
import TestSupport
import Testing

/// The program built with an MPI library, and that library's way to start it.
struct MPILibrary: CustomTestStringConvertible {
  let name: String
  private let options: [String]
  /// How srun starts its ranks.
  let slurmPlugin: String

  static let openMPI = MPILibrary(
    name: "openmpi",
    options: ["--allow-run-as-root", "--oversubscribe"],
    slurmPlugin: "pmix"
  )
  static let mpich = MPILibrary(name: "mpich", options: [], slurmPlugin: "pmi2")

  /// Those that there are programs for.
  static let all = [openMPI, mpich].filter(\.isThere)

  /// What a skipped test says.
  static let absence: Comment =
    "needs programs with MPI: make setup-cluster, make build MPI=openmpi, make build MPI=mpich"

  var testDescription: String { name }

  var program: URL { Places.package.appending(path: ".build-\(name)/release/protopnet") }

  private var launcher: URL { URL(filePath: "/usr/bin/mpirun.\(name)") }

  private var isThere: Bool {
    [program, launcher].allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// The command that starts the program on some ranks.
  private func command(_ ranks: Int, _ program: URL?, _ arguments: [String]) -> [String] {
    // Threads that wait would keep the other ranks from the cores.
    ["OMP_WAIT_POLICY=passive", launcher.path] + options
      + ["-n", "\(ranks)", (program ?? self.program).path] + arguments
  }

  private static let environment = URL(filePath: "/usr/bin/env")

  /// A process that starts the program on some ranks; it has not been started itself.
  func process(ranks: Int, _ arguments: [String], in folder: URL) -> Process {
    Program.process(command(ranks, nil, arguments), of: Self.environment, in: folder)
  }

  /// Runs the program on some ranks to the end.
  func run(
    ranks: Int,
    _ arguments: [String],
    of program: URL? = nil,
    in folder: URL
  ) throws -> Program.Outcome {
    try Program.run(command(ranks, program, arguments), of: Self.environment, in: folder)
  }
}

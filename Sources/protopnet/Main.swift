import ArgumentParser
import Foundation
import SoftmaxRegression

/// The program's entry: parses, runs, and turns errors into a message and an exit code.
@main
enum Main {
  static func main() {
    OpenBLAS.takeFittingKernels()
    do {
      var command = try Protopnet.parseAsRoot()
      try command.run()
    } catch {
      let failure = Failure(error)
      Console.print(failure.message, toStandardOutput: failure.code == 0)
      exit(failure.code)
    }
  }
}

/// The root of the command line.
struct Protopnet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protopnet",
    abstract: "Reproduces and probes ProtoPNet, the network that classifies by prototypical parts.",
    discussion: """
      Exit codes: 0 fine, 1 the run or a check failed, 2 bad usage or a bad experiment file, \
      3 missing or unreadable data, 70 a bug of ours.
      """,
    version: "0.1.0",
    subcommands: [
      Check.self, Run.self, Table.self, Compare.self, Report.self, Explain.self, Evaluate.self,
      Verify.self, DataCommand.self, WeightsCommand.self, CheckpointCommand.self,
    ]
  )
}

import Foundation
import TestSupport
import Testing

/// Every command that the README shows, tried in a copy of the repository's files.
///
/// `make` commands are printed and not run, because CI runs `make test` itself. Runs that take minutes are run in small:
/// the experiment is shortened, the command stays as it is printed. The test fails for a command that is not in its list.
struct ReadmeCommandsTests {
  private enum Way {
    /// As it is printed.
    case whole
    /// `make -n`: make knows the target, and nothing is done.
    case printed
    /// It waits for visitors until it is ended, so only its help is asked for.
    case help
  }

  private static let ways: [String: Way] = [
    "make quickstart": .printed,
    "make test": .printed,
    "make weights": .printed,
    "protopnet init photos": .whole,
    "protopnet run photos.yaml": .whole,
    "protopnet report photos.yaml": .whole,
    "protopnet explain results/quickstart/RUN --image bird.png --output explained": .whole,
    "protopnet table experiments/ablations/costs.yaml --kind ablation": .whole,
    "protopnet table experiments/quickstart.yaml --kind theorem": .whole,
    "protopnet verify results/quickstart/RUN": .whole,
    "protopnet serve": .help,
    "protopnet cluster-file > site.yaml": .whole,
    "protopnet submit experiments/table-1/toy-birds.yaml --cluster site.yaml --dry-run": .whole,
    "protopnet status experiments/table-1/toy-birds.yaml": .whole,
  ]

  @Test func everyCommandWorks() throws {
    try Places.withTemporaryDirectory { folder in
      try prepare(folder)
      let run = try smallQuickstart(in: folder)
      let commands = try Page("README.md").codeLines
        .map {
          String($0.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0])
            .trimmingCharacters(in: .whitespaces)
        }
        .filter { !$0.isEmpty && !$0.hasPrefix("PATH=") }
      #expect(commands.count == Self.ways.count)
      for command in commands {
        let general = command.replacing(/[0-9a-f]{12}-s1/, with: "RUN")
        guard let way = Self.ways[general] else {
          Issue.record("the README shows '\(command)', which this test has no way to try")
          continue
        }
        let line =
          switch way {
          case .whole: general.replacing("RUN", with: run)
          case .printed: command.replacing("make ", with: "make -n -C '\(Places.package.path)' ")
          case .help: command + " --help"
          }
        let outcome = try shell(line, in: folder)
        #expect(outcome.code == 0, "\(command): \(outcome.errors)")
        if general == "protopnet init photos" { try shorten(folder.appending(path: "photos.yaml")) }
      }
      let photos = try FileManager.default.subpathsOfDirectory(
        atPath: folder.appending(path: "results/photos").path
      )
      #expect(photos.contains { $0.hasSuffix("report/index.html") })
      for page in ["explained/index.html", "site.yaml"] {
        #expect(
          FileManager.default.fileExists(atPath: folder.appending(path: page).path),
          "no \(page)"
        )
      }
    }
  }

  /// The README's run is one of the experiment's.
  @Test func theRunIsOneOfTheQuickstarts() throws {
    let text = try Page("README.md").text
    let named = Set(
      text.matches(of: /results\/quickstart\/([0-9a-f]{12}-s1)/).map { String($0.output.1) }
    )
    let check = try Program.run(
      "check",
      "experiments/quickstart.yaml",
      "--no-time",
      in: Places.package
    )
    #expect(check.code == 0, "\(check.errors)")
    #expect(named.count == 1)
    for run in named { #expect(check.output.contains(run), "\(check.output)") }
  }

  // MARK: - A copy of what the commands need

  /// The experiments, the records that are committed, and photographs with a folder for each class.
  private func prepare(_ folder: URL) throws {
    for name in ["experiments", "results"] {
      try FileManager.default.copyItem(
        at: Places.package.appending(path: name),
        to: folder.appending(path: name)
      )
    }
    // What somebody has run here is not the README's.
    try? FileManager.default.removeItem(at: folder.appending(path: "results/quickstart"))
    let tiny = try TinyExperiment(in: folder)
    try FileManager.default.moveItem(at: tiny.pictures, to: folder.appending(path: "photos"))
    try FileManager.default.copyItem(
      at: folder.appending(path: "photos/test/red/0.png"),
      to: folder.appending(path: "bird.png")
    )
  }

  /// The quickstart with few pictures and steps; the name of a ProtoPNet's run.
  private func smallQuickstart(in folder: URL) throws -> String {
    let file = folder.appending(path: "experiments/quickstart.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
      .replacing("train-per-class: 150", with: "train-per-class: 4")
      .replacing("test-per-class: 25", with: "test-per-class: 2")
      .replacing("picture-size: 80", with: "picture-size: 64")
      .replacing("image-size: 80", with: "image-size: 64")
      .replacing(/epochs: (28|12|80|20|7)/, with: "epochs: 1")
    try Data(text.utf8).write(to: file)
    let outcome = try shell("protopnet run experiments/quickstart.yaml", in: folder)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let runs = folder.appending(path: "results/quickstart")
    return try #require(
      try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted().first { name in
        FileManager.default.fileExists(
          atPath: runs.appending(path: "\(name)/checks/theorem-2.1-1.h5").path
        )
      }
    )
  }

  /// The written experiment with a tenth of its steps and a small network.
  private func shorten(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
      .replacing("architecture: vgg16", with: "architecture: vgg11")
      .replacing(/steps: \d+/, with: "steps: 2")
      .replacing("channels: 128", with: "channels: 8")
    try Data(text.utf8).write(to: file)
  }

  private func shell(_ line: String, in folder: URL) throws -> Program.Outcome {
    var environment = ProcessInfo.processInfo.environment
    let path = Program.url.deletingLastPathComponent().path
    environment["PATH"] = "\(path):\(environment["PATH"] ?? "")"
    return try Program.run(
      ["-c", line],
      of: URL(fileURLWithPath: "/bin/bash"),
      in: folder,
      environment: environment
    )
  }
}

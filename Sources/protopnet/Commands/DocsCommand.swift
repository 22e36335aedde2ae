import ArgumentParser
import Clusters
import Experiments
import Foundation

/// `protopnet docs`: the pages, schemas and manual pages that are made of the code; `make reference` calls it.
struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract: "Print a page of the documentation that is made of the code.",
    shouldDisplay: false
  )

  /// The whole command line.
  fileprivate static var commands: CommandFacts {
    get throws { try CommandFacts(dump: Protopnet._dumpHelp()) }
  }

  /// What can be printed; the raw values are the pages' names.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case experimentKeys = "experiment-keys"
    case clusterKeys = "cluster-keys"
    case commandLine = "command-line"
    case experimentSchema = "experiment-schema"
    case clusterSchema = "cluster-schema"
    case recordSchema = "record-schema"
    case manuals

    /// Nil for manuals, which are many.
    func text() throws -> String? {
      switch self {
      case .experimentKeys: KeyPage.experiment
      case .clusterKeys: KeyPage.cluster(ClusterFile.keys)
      case .commandLine: try CommandPage.text(of: commands)
      case .experimentSchema: KeySchema.experiment.json
      case .clusterSchema: KeySchema.cluster(ClusterFile.keys).json
      case .recordSchema: try RecordSchema.schema().json
      case .manuals: nil
      }
    }
  }

  @Argument(help: "The page or schema, or manuals.")
  var subject: Subject

  @Option(help: "The folder that manuals are written to.")
  var output = "."

  func run() throws {
    if let text = try subject.text() { return Console.print(text) }
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    for page in try ManualPage.all(of: Self.commands) {
      try Output.write(page.text, to: folder.appending(path: page.file).path)
    }
  }
}

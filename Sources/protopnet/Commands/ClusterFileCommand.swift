import ArgumentParser
import Clusters
import Foundation

/// `protopnet cluster-file`: prints the file that `submit` needs, with comments.
struct ClusterFileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-file",
    abstract: "Print a commented cluster file for 'protopnet submit', or its keys as JSON.",
    discussion: "  protopnet cluster-file > site.yaml"
  )

  enum Format: String, CaseIterable, ExpressibleByArgument { case yaml, json }

  @Option(help: "yaml: a file to change; json: every key with its values, default and meaning.")
  var format = Format.yaml

  func run() throws {
    switch format {
    case .yaml:
      let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      Console.print(SchemaPlace.cluster.line(forFileIn: here) + ClusterKey.commentedFile)
    case .json: try Console.print(json: ClusterKey.all)
    }
  }
}

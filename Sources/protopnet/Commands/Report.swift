import ArgumentParser
import Experiments
import Foundation
import Reports

/// `protopnet report`: writes a page about each run.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an HTML page about each run: curves, tables and prototypes."
  )

  @OptionGroup var runs: RunArguments

  @Option(
    help: "The folder of the pages; 'report' in each run's folder where it is not given.",
    completion: .directory
  )
  var output: String?

  func run() throws {
    let all = try runs.sets().flatMap(\.runs)
    guard !all.isEmpty else {
      throw ValidationError("none of these experiments was run; 'protopnet run' runs them")
    }
    for run in all {
      let folder =
        output.map { URL(fileURLWithPath: $0).appending(path: run.record.runID) }
        ?? run.directory.appending(path: "report")
      Console.print(try RunReport.write(run: run, to: folder).relativePath)
    }
  }
}

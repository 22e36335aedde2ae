import ArgumentParser
import Experiments
import Files
import Foundation
import Reports

/// `protopnet report`: writes a page about each run, and one over the runs of an experiment.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an HTML page about each run: curves, tables and prototypes.",
    discussion: """
      An experiment with several runs, such as one with a matrix or several seeds, gets a page with \
      the tables over all of them too.
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(
    help: "The folder of the pages; 'report' in each run's folder where it is not given.",
    completion: .directory
  )
  var output: String?

  func run() throws {
    let sets = try runs.sets()
    let all = sets.flatMap(\.runs)
    guard !all.isEmpty else {
      throw ValidationError("none of these experiments was run; 'protopnet run' runs them")
    }
    for run in all {
      let folder = output.map { URL(fileURLWithPath: $0).appending(path: run.record.runID) }
      Console.print(try RunReport.write(run: run, to: folder).relativePath)
    }
    var names: [ByteName] = []
    for name in sets.map({ ByteName($0.experimentName) }) where !names.contains(name) {
      names.append(name)
    }
    for name in names {
      try writePage(name.text, sets.filter { ByteName($0.experimentName) == name })
    }
  }

  /// The page over the runs of an experiment, where it has several.
  private func writePage(_ name: String, _ sets: [RunSet]) throws {
    let all = sets.flatMap(\.runs)
    guard let first = all.first, all.count > 1 else { return }
    var input = try TableInput(sets)
    try input.add(predictionsFor: ExperimentReport.kinds(input))
    let folder =
      output.map { URL(fileURLWithPath: $0).appending(path: name) }
      ?? first.directory.deletingLastPathComponent().appending(path: "report")
    let page = output == nil ? "report/index.html" : "index.html"
    let links = all.map { run in
      ExperimentReport.RunLink(run: run, address: "../\(run.record.runID)/\(page)")
    }
    let file = try ExperimentReport.write(name: name, input, runs: links, to: folder)
    Console.print(file.relativePath)
  }
}

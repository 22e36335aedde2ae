import ArgumentParser
import Experiments
import Foundation
import Reports

/// Runs that exist, named by their folders or by the experiments they are of.
struct RunArguments: ParsableArguments {
  @Argument(
    help: "Run folders, experiments' folders of runs, or experiment files.",
    completion: .file()
  )
  var paths: [String]

  @OptionGroup var results: ResultsOption

  /// What each argument names, as rows of a table.
  func sets() throws -> [RunSet] {
    try paths.map { path in
      if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return try runs(ofExperiment: path) }
      let folder = URL(fileURLWithPath: path, isDirectory: true)
      let record = folder.appending(path: "record.json")
      let runs =
        FileManager.default.fileExists(atPath: record.path)
        ? [try LoadedRun(directory: folder)] : try LoadedRun.all(in: folder)
      guard let first = runs.first else {
        throw RecordError.missing(directory: path)
      }
      return RunSet(name: first.record.experiment, runs: runs)
    }
  }

  /// The runs of an experiment as its file stands now; other versions' runs are not its.
  private func runs(ofExperiment path: String) throws -> RunSet {
    let experiment = try Experiment(contentsOf: path)
    let folder = results.url.appending(path: experiment.name)
    let runs = try experiment.seeds.map { folder.appending(path: experiment.runID(seed: $0)) }
      .filter { FileManager.default.fileExists(atPath: $0.appending(path: "record.json").path) }
      .map { try LoadedRun(directory: $0) }
    return RunSet(
      name: experiment.name,
      experiment: experiment,
      runs: runs,
      expectedSeeds: experiment.seeds
    )
  }
}

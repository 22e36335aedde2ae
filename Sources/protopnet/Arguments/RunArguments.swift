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

  /// What each argument names, as rows of a table; a matrix has a row for each cell.
  ///
  /// - Throws: `RecordError` for a folder without runs, `ReportError` for runs that cannot be read,
  ///   `ValidationError` and `ExperimentError` for an experiment file that cannot.
  func sets() throws -> [RunSet] {
    try paths.flatMap { path in
      if ExperimentFile.isMeant(by: path) { return try sets(ofExperiment: path) }
      let folder = URL(fileURLWithPath: path, isDirectory: true)
      let runs =
        RunDirectory(url: folder).hasRecord
        ? [try LoadedRun(directory: folder)] : try LoadedRun.all(in: folder)
      guard let first = runs.first else {
        throw RecordError.missing(directory: path)
      }
      return [RunSet(name: first.record.experiment, runs: runs)]
    }
  }

  /// The runs of a file's experiments as they stand now; other versions' runs are not theirs.
  private func sets(ofExperiment path: String) throws -> [RunSet] {
    try ExperimentMatrix(contentsOf: path).cells.map { cell in
      let experiment = cell.experiment
      let settings = cell.settings.map { RunSet.Setting($0.key, $0.label) }
      let title = RunSet.title(settings)
      let name = paths.count > 1 ? "\(experiment.name): \(title)" : title
      let runs = try experiment.seeds.map {
        let id = experiment.runID(seed: $0)
        return RunDirectory(results: results.url, experiment: experiment.name, runID: id)
      }
      .filter(\.hasRecord).map { try LoadedRun(directory: $0.url) }
      return RunSet(
        name: settings.isEmpty ? experiment.name : name,
        settings: settings,
        experiment: experiment,
        runs: runs,
        expectedSeeds: experiment.seeds
      )
    }
  }
}

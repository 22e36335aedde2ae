import ArgumentParser
import Experiments
import Files
import Foundation
import Ranks
import Recipe
import Runs

/// One run of a call: an experiment with a seed.
struct PlannedRun {
  /// The experiment's file, as the user named it.
  let file: String
  let experiment: Experiment
  let seed: UInt64
  let id: String
  /// What the matrix's cells that are this run set; empty without a matrix.
  fileprivate(set) var cells: [String]

  /// What `--until` calls the making of pictures, before the first stage.
  static let picturesStep = "pictures"

  /// The run as progress and failures name it, such as `costs: none, seed 1`.
  var label: String {
    cells.isEmpty
      ? "\(experiment.name), seed \(seed)"
      : "\(cells.joined(separator: " = ")), seed \(seed)"
  }

  /// The runs of all files, every one of them checked; cells that are one run are listed once.
  ///
  /// - Throws: `ValidationError` for a file that cannot be read, `ExperimentError` for the problems
  ///   of the first file that has any.
  static func all(of arguments: ExperimentArguments, seeds: [UInt64]) throws -> [PlannedRun] {
    var runs: [PlannedRun] = []
    var places: [ByteName: Int] = [:]
    for file in arguments.files {
      let matrix = try arguments.readMatrix(file)
      try matrix.check { (experiment) throws(ExperimentError) in _ = try Plan(experiment) }
      for cell in matrix.cells {
        let cells = cell.settings.isEmpty ? [] : [cell.description]
        let seeds = seeds.isEmpty ? cell.experiment.seeds : seeds
        for (seed, id) in zip(seeds, cell.experiment.runIDs(seeds: seeds)) {
          let place = ByteName("\(cell.experiment.name)/\(id)")
          if let same = places[place] {
            runs[same].cells += cells
            continue
          }
          places[place] = runs.count
          runs.append(
            PlannedRun(file: file, experiment: cell.experiment, seed: seed, id: id, cells: cells)
          )
        }
      }
    }
    return runs
  }

  /// Runs it, to its end or until a step, in this process or in several ranks together, and prints where its
  /// results are.
  ///
  /// - Throws: `ExperimentError`, and as `ExperimentRunner.run(until:)`.
  func perform(
    results: URL,
    sharing: Bool,
    ranks: any RankGroup,
    waiting: Waiting,
    until step: String?,
    observer: any RunObserver
  ) throws {
    let runner = try ExperimentRunner(
      experiment,
      seed: seed,
      results: results,
      sharing: sharing,
      interruption: Signals.interruption,
      ranks: ranks,
      waiting: waiting,
      observer: observer
    )
    if step == Self.picturesStep {
      try runner.makePictures()
      if ranks.isFirst { Console.print("\(label): the pictures are there") }
      return
    }
    let end = step.flatMap(Stage.ID.init(name:))
    guard ranks.isFirst else { return try runner.follow(until: end) }
    let record = try runner.run(until: end)
    let folder = runner.directory.url.relativePath
    guard record.isComplete else {
      return Console.print("\(folder): done until \(record.stages.last?.name ?? "the first stage")")
    }
    let stage = record.reportedStage.map { record.stages[$0] }
    let accuracy = String(format: "%.1f %%", 100 * (stage?.evaluation.accuracy ?? 0))
    let choice = record.selection.map { " after \(stage?.name ?? ""), chosen on \($0)" } ?? ""
    let settings = cells.isEmpty ? "" : " (\(cells.joined(separator: " = ")))"
    let sealed = record.digest.map { "\n\(folder): record sha256:\($0)" } ?? ""
    // Both at once, so that they stay together where several processes print.
    Console.print("\(folder): test accuracy \(accuracy)\(choice)\(settings)\(sealed)")
  }
}

extension [PlannedRun] {
  /// The runs with some ids; all for none.
  ///
  /// - Throws: `ValidationError` for an id that no run has.
  func only(_ ids: [String]) throws -> [PlannedRun] {
    let unknown = ids.filter { id in !contains { $0.id == id } }
    guard unknown.isEmpty else {
      throw ValidationError(
        "\(unknown.listed(atMost: 20)): not among the runs; 'protopnet check' lists them"
      )
    }
    return ids.isEmpty ? self : filter { ids.contains($0.id) }
  }

  /// Sees to it that every run has a step that `--until` names.
  ///
  /// - Throws: `ValidationError` with the steps that there are.
  func requireStep(_ name: String) throws {
    for run in self {
      let known = [PlannedRun.picturesStep] + run.experiment.stages.map(\.name)
      if !known.contains(name) {
        throw UnknownName.error("stage", name, known: known)
      }
    }
  }
}

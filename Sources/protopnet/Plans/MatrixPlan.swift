package import Experiments
package import Foundation
import Runs

/// The plan of a matrix's cells, for a person: what they share, what is finished, what is to be done.
package struct MatrixPlan {
  private let plans: [(cell: ExperimentMatrix.Cell, plan: Plan)]

  /// Checks every cell.
  ///
  /// - Throws: The problems of all cells at once.
  package init(_ matrix: ExperimentMatrix) throws(ExperimentError) {
    try matrix.check { (experiment) throws(ExperimentError) in _ = try Plan(experiment) }
    var plans: [(ExperimentMatrix.Cell, Plan)] = []
    for cell in matrix.cells { plans.append((cell, try Plan(cell.experiment))) }
    self.plans = plans
  }

  /// The first cell's plan, every cell with its runs below `results`, and the work of all.
  ///
  /// - Throws: As `Plan.text(results:timed:)`, and `RecordError` for a run's record that cannot be read.
  package func text(results: URL, timed: Bool = false) throws -> String {
    let first = plans[0].plan
    let seeds = first.experiment.seeds
    let runs = Set(plans.flatMap { _, plan in plan.experiment.runIDs(seeds: seeds) })
    // The heading and the runs are those of all cells.
    let shared = try first.text(results: results, timed: timed).split(separator: "\n").dropFirst()
      .dropLast()
    var lines = [
      "\(first.experiment.file): \(first.experiment.name), cells: \(plans.count), "
        + "seeds: \(seeds.count), runs: \(runs.count)",
      "  the first cell",
    ]
    lines += shared.map { "  \($0)" }
    lines.append("  cells")
    for (cell, plan) in plans {
      let ids = plan.experiment.runIDs(seeds: seeds)
      let states = try ids.map { try state(of: plan, $0, results) }
      lines.append("    \(cell.description)")
      lines.append("      \(states.listed(atMost: 20))")
    }
    let stages = stageTotals(seeds)
    lines.append(
      "  stages      \(stages.all), of which \(stages.different) differ; equal ones are computed once"
    )
    if let work = try workDescription(seeds) { lines.append("  work        \(work)") }
    return lines.joined(separator: "\n")
  }

  /// A run's id, and how far it is.
  private func state(of plan: Plan, _ id: String, _ results: URL) throws -> String {
    let directory = RunDirectory(results: results, experiment: plan.experiment.name, runID: id)
    guard directory.hasRecord else { return id }
    let record = try RunRecord(contentsOf: directory.record)
    return record.isComplete
      ? "\(id) finished" : "\(id) \(record.stages.count) of \(plan.stages.count) stages"
  }

  /// How many stages all runs have, and how many of them differ.
  private func stageTotals(_ seeds: [UInt64]) -> (all: Int, different: Int) {
    let histories = differentPlans.map(\.histories)
    return (
      histories.reduce(0) { $0 + $1.count } * seeds.count,
      Set(histories.joined()).count * seeds.count
    )
  }

  /// The operations of the stages that differ; nil where the number of pictures is not known yet.
  private func workDescription(_ seeds: [UInt64]) throws -> String? {
    var known: Set<String> = []
    var total = 0.0
    for plan in differentPlans {
      guard let counts = try PictureCounts(plan.experiment) else { return nil }
      for (stage, history) in zip(plan.stages, plan.histories) where known.insert(history).inserted
      {
        total += try plan.operationCount(of: stage, counts)
      }
    }
    return String(format: "about %.3g TFLOP for all of them", total * Double(seeds.count) / 1e12)
  }

  /// The plans of cells that are runs of their own.
  private var differentPlans: [Plan] {
    var known: Set<String> = []
    return plans.map(\.plan).filter { known.insert($0.experiment.runID(seed: 0)).inserted }
  }
}

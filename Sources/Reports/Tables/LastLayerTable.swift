import Experiments
import Recipe

/// The table of a run's last-layer stages: what they did to accuracy, and how far they are from the
/// optimum of the convex problem.
package enum LastLayerTable {
  /// A row for every last-layer stage; nil where there is none.
  package static func table(_ run: LoadedRun) -> ResultsTable? {
    let stages = run.record.stages
    let indices = stages.indices.filter { stages[$0].id.kind == .lastLayer }
    guard !indices.isEmpty else { return nil }
    return ResultsTable(
      caption: kind.caption,
      rowHeading: kind.rowHeading,
      columns: columns,
      rows: indices.map { ResultsTable.Row(stages[$0].name, cells(run, $0)) }
    )
  }

  /// The same over the seeds of several experiments.
  static let kind = SeedMerge.Kind(
    caption: "Last-layer stages and the convex problem",
    rowHeading: "stage",
    columns: columns,
    absence: .notInSchedule,
    footnote: .init(
      "The gap is certified: at least the distance of the objective from its optimum. It and "
        + "the objective are known of stages that the convex solver made or checked "
        + "(checks: last-layer).",
      short: "Gap: a certified bound of the objective's distance from its optimum."
    ),
    table: table
  )

  private static let columns: [ResultsTable.Column] = [
    .init("solver", nil, meaning: "What made the last layer: passes of Adam or the convex solver."),
    .init("before", .share, meaning: "Test accuracy before the stage."),
    .init("after", .share, meaning: "Test accuracy after the stage."),
    .init("change", .points, meaning: "Test accuracy after the stage minus before it."),
    .init("objective", .cost, meaning: "Cross entropy and λ·L1 over the training images."),
    .init("gap", .cost, meaning: "Objective minus a certified lower bound of it."),
    .init("zeros", .share, meaning: "Weights to other classes that are exactly zero."),
    .init(
      "at limit",
      .count,
      meaning: "Weights to prototypes' own classes at the convex problem's limit of them."
    ),
    .init("iterations", .count, meaning: "Iterations of the convex solver."),
  ]

  private static func cells(_ run: LoadedRun, _ index: Int) -> [ResultsTable.Cell] {
    let stages = run.record.stages
    let fit = stages[index].lastLayer
    func known(_ field: String, _ quantity: Quantity, _ value: Double?) -> ResultsTable.Cell {
      guard let value else { return .init(.missing(.notChecked)) }
      return run.cell(value, quantity, field: "lastLayer.\(field)", stage: index, split: "train")
    }
    let solver = ResultsTable.Cell(
      .text((fit?.solver ?? .adam).rawValue),
      provenance: Provenance([run.source(field: "lastLayer.solver", value: nil, stage: index)])
    )
    return [
      solver,
      index > 0 ? run.accuracyCell(index - 1) : .init(.missing(.notInSchedule)),
      run.accuracyCell(index),
      index > 0
        ? run.changeCell(from: index - 1, to: index) : .init(.missing(.notInSchedule)),
      known("objective", .cost, fit?.objective),
      known("objective - lowerBound", .cost, fit?.gap),
      known(
        "zeroCount / offClassCount",
        .share,
        fit.map { Double($0.zeroCount) / Double(max($0.offClassCount, 1)) }
      ),
      known("limitedCount", .count, fit?.limitedCount.map(Double.init)),
      known("iterationCount", .count, fit.map { Double($0.iterationCount) }),
    ]
  }
}

extension LoadedRun {
  /// The accuracy after a stage.
  func accuracyCell(_ index: Int) -> ResultsTable.Cell {
    let evaluation = record.stages[index].evaluation
    return cell(
      evaluation.accuracy,
      .share,
      field: "evaluation.correctCount / imageCount",
      stage: index,
      split: evaluation.split
    )
  }

  /// The accuracy after a stage minus that after an earlier one.
  func changeCell(from earlier: Int, to later: Int) -> ResultsTable.Cell {
    let (before, after) = (record.stages[earlier].evaluation, record.stages[later].evaluation)
    return cell(
      after.accuracy - before.accuracy,
      .points,
      field: "evaluation.correctCount / imageCount - stages[\(earlier)] the same",
      stage: later,
      split: after.split
    )
  }
}

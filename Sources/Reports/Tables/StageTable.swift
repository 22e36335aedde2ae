import Experiments
import Recipe

/// The tables over the stages of one run.
package enum StageTable {
  /// Stage by stage: steps, the costs while training and the figures on the test split after it.
  package static func table(_ run: LoadedRun) -> ResultsTable {
    let record = run.record
    let hasValidation = record.stages.contains { $0.validation != nil }
    let rows = record.stages.indices.map { index in
      ResultsTable.Row(record.stages[index].name, cells(run, index, hasValidation))
    }
    var footnotes = [ResultsTable.Footnote(trainingCosts)]
    let cached = record.stages.indices.filter { record.stages[$0].usedCachedFeatures }
    if !cached.isEmpty {
      footnotes.append(ResultsTable.Footnote("Trained on features computed once.", rows: cached))
    }
    if record.selection != nil, let reported = record.reportedStage {
      footnotes.append(ResultsTable.Footnote(Footnotes.selection(of: record), rows: [reported]))
    }
    if !record.isFinished {
      footnotes.append(
        ResultsTable.Footnote("The run is unfinished: the schedule has stages that are not run.")
      )
    }
    return ResultsTable(
      caption: "Stage by stage, \(run.name)",
      rowHeading: "stage",
      columns: columns(split: record.stages.last?.evaluation.split ?? "test")
        + (hasValidation ? [validationColumn] : []),
      rows: rows,
      footnotes: footnotes
    )
  }

  private static let trainingCosts =
    "Train figures are means over the batches of the stage's last pass, taken while the network "
    + "changed; the others are of the checkpoint after the stage, over all images of the split."

  private static let validationColumn = ResultsTable.Column(
    "validation accuracy",
    .share,
    meaning: "Accuracy on the validation split after the stage."
  )

  private static func columns(split: String) -> [ResultsTable.Column] {
    [
      .init("steps", .count, meaning: "Steps of the optimiser in this stage."),
      .init("train CE", .cost, meaning: "Cross entropy over the stage's last pass."),
      .init("train accuracy", .share, meaning: "Training accuracy over the stage's last pass."),
    ] + CostTerm.evaluated.map { $0.column(split: split) } + [
      .init("\(split) accuracy", .share, meaning: "Accuracy after the stage.")
    ]
  }

  private static func cells(
    _ run: LoadedRun,
    _ index: Int,
    _ hasValidation: Bool
  ) -> [ResultsTable.Cell] {
    let stage = run.record.stages[index]
    let evaluation = stage.evaluation

    func pass(_ field: String, _ quantity: Quantity, _ read: (StageRecord.Pass) -> Double)
      -> ResultsTable.Cell
    {
      guard let last = stage.passes.last else { return .init(.missing(.noTraining)) }
      let field = "passes[\(stage.passes.count - 1)].\(field)"
      return run.cell(read(last), quantity, field: field, stage: index, split: "train")
    }
    func after(_ field: String, _ quantity: Quantity, _ value: Double?) -> ResultsTable.Cell {
      guard let value else { return .init(.missing(evaluation.absenceOfCost)) }
      let field = "evaluation.\(field)"
      return run.cell(value, quantity, field: field, stage: index, split: evaluation.split)
    }
    let field = "validation.correctCount / imageCount"
    let validation = stage.validation.map {
      run.cell($0.accuracy, .share, field: field, stage: index, split: $0.split)
    }
    return [
      run.cell(Double(stage.stepCount), .count, field: "stepCount", stage: index, split: nil),
      pass("crossEntropy", .cost, \.costs.crossEntropy),
      pass("accuracy", .share, \.accuracy),
    ] + CostTerm.evaluated.map { after($0.rawValue, .cost, evaluation.costs[$0]) } + [
      after("correctCount / imageCount", .share, evaluation.accuracy)
    ] + (hasValidation ? [validation ?? .notRun] : [])
  }

  /// Projection by projection: how far the prototypes moved, and what they landed on.
  package static func projections(_ run: LoadedRun) -> ResultsTable {
    let indices = run.record.stages.indices.filter { run.record.stages[$0].projection != nil }
    return ResultsTable(
      caption: "Projections",
      rowHeading: "stage",
      columns: [
        .init("mean shift", .cost, meaning: "Mean of ‖after − before‖ over the prototypes."),
        .init(
          "mean squared distance",
          .cost,
          meaning: "Mean squared distance from a prototype to the patch it became."
        ),
        .init(
          "duplicates",
          .count,
          meaning: "Prototypes on a patch that another one landed on first."
        ),
        .init("on object", .share, meaning: "Prototypes whose box is centred on the object."),
      ],
      rows: indices.map { index in
        ResultsTable.Row(run.record.stages[index].name, projectionCells(run, index))
      }
    )
  }

  private static func projectionCells(_ run: LoadedRun, _ index: Int) -> [ResultsTable.Cell] {
    func cell(_ field: String, _ quantity: Quantity, _ value: Double?) -> ResultsTable.Cell {
      guard let value else { return .init(.missing(.noMasks)) }
      let field = "projection.\(field)"
      return run.cell(value, quantity, field: field, stage: index, split: "projection")
    }
    let projection = run.record.stages[index].projection
    return [
      cell("meanShift", .cost, projection?.meanShift),
      cell("meanSquaredDistance", .cost, projection?.meanSquaredDistance),
      cell("duplicateCount", .count, projection.map { Double($0.duplicateCount) }),
      cell("onObjectShare", .share, projection?.onObjectShare),
    ]
  }
}

extension LoadedRun {
  /// A cell of one number of this run's record; where it counts images whose logits are no numbers, these
  /// words instead.
  func cell(
    _ value: Double,
    _ quantity: Quantity,
    field: String,
    stage: Int,
    split: String?
  ) -> ResultsTable.Cell {
    let source = source(field: field, value: value, stage: stage, split: split)
    return ResultsTable.Cell(
      notNumbers(field, of: stage).map { .text($0) } ?? .estimate(Estimate(value), quantity),
      provenance: Provenance([source])
    )
  }

  /// `NaN in 3 of 9` for a figure of an evaluation that such images are in.
  private func notNumbers(_ field: String, of stage: Int) -> String? {
    let stage = record.stages[stage]
    let evaluation =
      field.hasPrefix("evaluation.")
      ? stage.evaluation : field.hasPrefix("validation.") ? stage.validation : nil
    guard let evaluation, evaluation.notNumberCount > 0 else { return nil }
    return "NaN in \(evaluation.notNumberCount) of \(evaluation.imageCount)"
  }
}

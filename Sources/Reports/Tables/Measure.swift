import Experiments
import Recipe

/// A number that a run's record gives for the table over experiments, in the order of its columns.
package enum Measure: String, CaseIterable, Hashable, Sendable {
  case prototypeCount
  case warmUpAccuracy
  case jointAccuracy
  case projectionAccuracy
  case finalAccuracy
  case crossEntropy
  case cluster
  case separation
  case onObjectShare
  case duplicateCount

  package var column: ResultsTable.Column {
    switch self {
    case .prototypeCount:
      .init("prototypes", .count, meaning: "Prototypes of the network that was trained.")
    case .warmUpAccuracy:
      .init("warm-up", .share, meaning: "Test accuracy after the warm-up stage.")
    case .jointAccuracy:
      .init("joint", .share, meaning: "Test accuracy after the last cycle's joint stage.")
    case .projectionAccuracy:
      .init("projection", .share, meaning: "Test accuracy after the last projection.")
    case .finalAccuracy:
      .init(
        "final",
        .share,
        meaning: "Test accuracy after the reported stage, the last one unless chosen."
      )
    case .crossEntropy:
      .init("cross entropy", .cost, meaning: "Test cross entropy after the reported stage.")
    case .cluster:
      .init(
        "cluster",
        .cost,
        meaning: "Cluster cost on the test split after the reported stage: "
          + "mean squared distance to the nearest own-class prototype."
      )
    case .separation:
      .init(
        "separation",
        .cost,
        meaning: "Mean squared distance to the nearest other-class prototype, "
          + "on the test split after the reported stage."
      )
    case .onObjectShare:
      .init(
        "on object",
        .share,
        meaning: "Prototypes of the last projection whose box is centred on the object."
      )
    case .duplicateCount:
      .init(
        "duplicates",
        .count,
        meaning: "Prototypes of the last projection on a patch that another one already is."
      )
    }
  }

  private var isOfPrototypes: Bool {
    switch self {
    case .prototypeCount, .projectionAccuracy, .cluster, .separation, .onObjectShare,
      .duplicateCount:
      true
    case .warmUpAccuracy, .jointAccuracy, .finalAccuracy, .crossEntropy: false
    }
  }

  /// What one finished run says.
  enum Reading: Equatable {
    case value(Provenance.Source)
    case missing(ResultsTable.Cell.Reason)
  }

  func reading(_ run: LoadedRun) -> Reading {
    let stages = run.record.stages
    func last(_ kind: Stage.Kind) -> Int? { stages.lastIndex { $0.id.kind == kind } }
    if !run.record.hasPrototypes, isOfPrototypes { return .missing(.notApplicable) }

    switch self {
    case .prototypeCount:
      return .value(
        run.source(
          field: "network.prototypeCount",
          value: Double(run.record.network.prototypeCount)
        )
      )
    case .warmUpAccuracy: return run.accuracy(last(.warmUp))
    case .jointAccuracy: return run.accuracy(last(.joint))
    case .projectionAccuracy: return run.accuracy(last(.projection))
    case .finalAccuracy: return run.accuracy(run.record.reportedStage)
    case .crossEntropy: return run.final(.crossEntropy)
    case .cluster: return run.final(.cluster)
    case .separation: return run.final(.separation)
    case .onObjectShare:
      return run.projected("onObjectShare", missing: .noMasks) { $0.onObjectShare }
    case .duplicateCount:
      return run.projected("duplicateCount", missing: .notRun) { Double($0.duplicateCount) }
    }
  }
}

extension LoadedRun {
  /// The accuracy after a stage of a finished run.
  fileprivate func accuracy(_ index: Int?) -> Measure.Reading {
    guard let index else { return .missing(.notInSchedule) }
    let evaluation = record.stages[index].evaluation
    guard evaluation.notNumberCount == 0 else { return .missing(.notNumbers) }
    return .value(
      source(
        field: "evaluation.correctCount / imageCount",
        value: evaluation.accuracy,
        stage: index,
        split: evaluation.split
      )
    )
  }

  /// A cost after the reported stage.
  fileprivate func final(_ term: CostTerm) -> Measure.Reading {
    guard let index = record.reportedStage else { return .missing(.notRun) }
    let evaluation = record.stages[index].evaluation
    guard let value = evaluation.costs[term] else { return .missing(evaluation.absenceOfCost) }
    return .value(
      source(
        field: "evaluation.\(term.rawValue)",
        value: value,
        stage: index,
        split: evaluation.split
      )
    )
  }

  fileprivate func projected(
    _ field: String,
    missing reason: ResultsTable.Cell.Reason,
    _ read: (StageRecord.Projection) -> Double?
  ) -> Measure.Reading {
    guard
      let index = record.stages.lastIndex(where: { $0.projection != nil }),
      let projection = record.stages[index].projection
    else { return .missing(.notInSchedule) }
    guard let value = read(projection) else { return .missing(reason) }
    return .value(
      source(field: "projection.\(field)", value: value, stage: index, split: "projection")
    )
  }
}

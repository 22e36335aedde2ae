import Files
import Networks
import Recipe

extension RunRecord {
  /// More images, prototypes or steps than any run has, and few enough to be added up.
  static let greatestCount = 1_000_000_000_000

  /// The first field whose value no run can have, and why; nil for a record that fits together.
  ///
  /// Tables and pages rely on it: counts are neither negative nor beyond any data set, indices name
  /// something, and lists are as long as what they are about.
  var problem: (field: String, reason: String)? {
    var check = RecordCheck()
    check.count("environment.threads", environment.threads)
    check.count("data.imageSize", data.imageSize, atLeast: 1)
    for (index, split) in data.splits.enumerated() {
      check.count("data.splits[\(index)].imageCount", split.imageCount)
    }
    check.count("network.parameterCount", network.parameterCount)
    check.count("network.prototypeCount", network.prototypeCount)
    check.number("network.floatingPointOperations", network.floatingPointOperations)
    check.length("network.latentShape", network.latentShape.count, [3])
    for extent in network.latentShape { check.count("network.latentShape", extent) }
    check.unique("data.classNames", data.classNames)
    check.unique("stages", stages.map(\.name))
    for (index, stage) in stages.enumerated() {
      check.stage(stage, at: "stages[\(index)].", classCount: data.classNames.count)
    }
    return check.problem
  }
}

/// Looks at one field after the other and keeps the first that cannot be.
private struct RecordCheck {
  private static let greatestCount = RunRecord.greatestCount
  /// More than any finite cost or distance in single precision.
  private static let greatestNumber = 1e40

  private(set) var problem: (field: String, reason: String)?

  private mutating func expect(_ field: String, _ holds: Bool, _ reason: @autoclosure () -> String)
  {
    if problem == nil, !holds { problem = (field, reason()) }
  }

  mutating func count(_ field: String, _ value: Int, atLeast least: Int = 0) {
    expect(
      field,
      (least...Self.greatestCount).contains(value),
      "\(value) is no count from \(least) to \(Self.greatestCount)"
    )
  }

  mutating func count(_ field: String, _ value: Int, upTo limit: Int) {
    expect(field, (0...max(limit, 0)).contains(value), "\(value) is not from 0 to \(limit)")
  }

  mutating func number(_ field: String, _ value: Double) {
    expect(
      field,
      value.isFinite && abs(value) <= Self.greatestNumber,
      "\(value) is no number that a run computes"
    )
  }

  mutating func length(_ field: String, _ count: Int, _ allowed: [Int]) {
    expect(
      field,
      allowed.contains(count),
      "\(count) entries, and not \(allowed.map(String.init).joined(separator: " or "))"
    )
  }

  mutating func unique(_ field: String, _ names: [String]) {
    expect(field, Set(names.map(ByteName.init)).count == names.count, "names something twice")
  }

  // MARK: - Stages

  mutating func stage(_ stage: StageRecord, at path: String, classCount: Int) {
    count("\(path)stepCount", stage.stepCount)
    for (index, pass) in stage.passes.enumerated() {
      for value in pass.costs.values.values + [pass.costs.total, pass.accuracy] {
        number("\(path)passes[\(index)]", value)
      }
    }
    evaluation(stage.evaluation, at: "\(path)evaluation.")
    if let validation = stage.validation { evaluation(validation, at: "\(path)validation.") }
    if let projection = stage.projection {
      self.projection(projection, at: "\(path)projection.", classCount)
    }
    if let check = stage.projectionCheck { projectionCheck(check, at: "\(path)projectionCheck.") }
    if let fit = stage.lastLayer { lastLayer(fit, at: "\(path)lastLayer.") }
    if let metrics = stage.prototypeMetrics {
      prototypeMetrics(metrics, at: "\(path)prototypeMetrics.")
    }
    if let pruning = stage.pruning { self.pruning(pruning, at: "\(path)pruning.", classCount) }
  }

  private mutating func evaluation(_ evaluation: StageRecord.Evaluation, at path: String) {
    count("\(path)imageCount", evaluation.imageCount)
    count("\(path)correctCount", evaluation.correctCount, upTo: evaluation.imageCount)
    count("\(path)notNumberCount", evaluation.notNumberCount, upTo: evaluation.imageCount)
    for (term, value) in evaluation.costs { number("\(path)\(term.rawValue)", value) }
  }

  private mutating func projection(
    _ projection: StageRecord.Projection,
    at path: String,
    _ classCount: Int
  ) {
    number("\(path)meanShift", projection.meanShift)
    number("\(path)meanSquaredDistance", projection.meanSquaredDistance)
    number("\(path)onObjectShare", projection.onObjectShare ?? 0)
    count("\(path)duplicateCount", projection.duplicateCount, upTo: projection.prototypes.count)
    for (position, prototype) in projection.prototypes.enumerated() {
      let path = "\(path)prototypes[\(position)]."
      expect("\(path)index", prototype.index == position, "\(prototype.index) in another's place")
      count("\(path)classIndex", prototype.classIndex, upTo: classCount - 1)
      for number in [prototype.source.row, prototype.source.column] {
        count("\(path)cell", number)
      }
      for number in prototype.source.box.bounds { count("\(path)box", number) }
      number("\(path)squaredDistance", Double(prototype.source.squaredDistance))
    }
  }

  private mutating func projectionCheck(_ check: StageRecord.ProjectionCheck, at path: String) {
    count("\(path)imageCount", check.imageCount)
    count("\(path)prototypesPerClass", check.prototypesPerClass ?? 0)
    expect(
      "\(path)premises",
      check.premises.map(\.name) == ["A1", "A2a", "A2b", "A3", "A4"],
      "not A1, A2a, A2b, A3 and A4"
    )
    for (index, premise) in check.premises.enumerated() {
      let path = "\(path)premises[\(index)]."
      count("\(path)imageCount", premise.imageCount, upTo: check.imageCount)
      expect(
        "\(path)pairCount",
        (premise.pairCount != nil) == (index < 3),
        "of pairs are A1, A2a and A2b"
      )
      expect(
        "\(path)metPairCount",
        (premise.metPairCount != nil) == (index < 3),
        "of pairs are A1, A2a and A2b"
      )
      count("\(path)pairCount", premise.pairCount ?? 0)
      count("\(path)metPairCount", premise.metPairCount ?? 0, upTo: premise.pairCount ?? 0)
    }
    let counts = [
      ("feasibleCount", check.feasibleCount), ("premisesHoldCount", check.premisesHoldCount),
      ("certifiedCount", check.certifiedCount),
      ("sharperCertifiedCount", check.sharperCertifiedCount ?? 0),
      ("roundedPredictionCount", check.roundedPredictionCount),
    ]
    for (name, value) in counts { count("\(path)\(name)", value, upTo: check.imageCount) }
    let numbers = [
      ("greatestGap", check.greatestGap), ("leastNeededGap", check.leastNeededGap ?? 0),
      ("greatestShareOfBound", check.greatestShareOfBound ?? 0),
      ("greatestRoundingError", check.greatestRoundingError),
      ("greatestShift", check.greatestShift),
    ]
    for (name, value) in numbers { number("\(path)\(name)", value) }
    layer(check.theoremLastLayer, at: "\(path)theoremLastLayer.", check.imageCount)
    layer(check.ownLastLayer, at: "\(path)ownLastLayer.", check.imageCount)
    let percentiles = [
      ("change", check.percentiles.change), ("gap", check.percentiles.gap),
      ("bound", check.percentiles.bound), ("radius", check.percentiles.radius),
    ]
    for (name, values) in percentiles {
      length("\(path)percentiles.\(name)", values.count, [0, 51])
      for value in values { number("\(path)percentiles.\(name)", value) }
    }
  }

  private mutating func layer(
    _ layer: StageRecord.ProjectionCheck.LastLayer,
    at path: String,
    _ imageCount: Int
  ) {
    let counts = [
      ("correctBefore", layer.correctBefore), ("correctAfter", layer.correctAfter),
      ("unchangedCount", layer.unchangedCount), ("certifiedCount", layer.certifiedCount),
    ]
    for (name, value) in counts { count("\(path)\(name)", value, upTo: imageCount) }
    number("\(path)medianRadius", layer.medianRadius)
  }

  private mutating func lastLayer(_ fit: StageRecord.LastLayerFit, at path: String) {
    number("\(path)objective", fit.objective)
    number("\(path)lowerBound", fit.lowerBound)
    count("\(path)iterationCount", fit.iterationCount)
    count("\(path)offClassCount", fit.offClassCount)
    count("\(path)zeroCount", fit.zeroCount, upTo: fit.offClassCount)
    number("\(path)ownClassLimit", fit.ownClassLimit ?? 0)
    count("\(path)limitedCount", fit.limitedCount ?? 0)
  }

  private mutating func prototypeMetrics(
    _ metrics: StageRecord.PrototypeMetrics,
    at path: String
  ) {
    expect(
      "\(path)cards",
      Set(metrics.cards.map(\.id)).count == metrics.cards.count,
      "has a card twice"
    )
    for (index, card) in metrics.cards.enumerated() {
      let path = "\(path)cards[\(index)]."
      count("\(path)imageSize", card.imageSize, atLeast: 1)
      count("\(path)imageCount", card.imageCount)
      count("\(path)prototypeCount", card.prototypeCount)
      for value in card.values.values { number("\(path)values", value) }
      for value in card.parameters.values { number("\(path)parameters", value) }
      for entry in card.undefined { count("\(path)undefined", entry.count) }
    }
    for (index, prototype) in metrics.prototypes.enumerated() {
      let path = "\(path)prototypes[\(index)]."
      count("\(path)imageCount", prototype.imageCount)
      for share in [prototype.partShare, prototype.backgroundShare, prototype.purity] {
        expect("\(path)shares", (0...1).contains(share ?? 0), "\(share ?? 0) is no share")
      }
      count("\(path)duplicateOf", prototype.duplicateOf ?? 0, upTo: max(index - 1, 0))
    }
  }

  private mutating func pruning(
    _ pruning: StageRecord.Pruning,
    at path: String,
    _ classCount: Int
  ) {
    count("\(path)nearest", pruning.nearest)
    count("\(path)threshold", pruning.threshold)
    count("\(path)prototypeCountBefore", pruning.prototypeCountBefore)
    length("\(path)keptPerClass", pruning.keptPerClass.count, [classCount])
    for value in pruning.keptPerClass {
      count("\(path)keptPerClass", value, upTo: pruning.prototypeCountBefore)
    }
    for index in pruning.kept {
      count("\(path)kept", index, upTo: pruning.prototypeCountBefore - 1)
    }
    expect(
      "\(path)kept",
      zip(pruning.kept, pruning.kept.dropFirst()).allSatisfy { $0 < $1 },
      "indices that do not ascend"
    )
    count("\(path)correctCountBefore", pruning.correctCountBefore ?? 0)
  }
}

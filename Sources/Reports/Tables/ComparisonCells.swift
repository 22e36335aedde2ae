import Experiments

/// The cells that hold two groups of runs against each other, the second beside the first.
struct ComparisonCells {
  var first: RunGroup
  var second: RunGroup
  var comparison: Result<PairedComparison, PredictionsAbsence>

  static let interval = "95 % interval, points"
  static let pValue = "McNemar p"

  static func columns(_ difference: String, meaning: String) -> [ResultsTable.Column] {
    [.init(difference, .points, meaning: meaning)] + statistics
  }

  static let statistics: [ResultsTable.Column] = [
    .init(
      interval,
      nil,
      meaning: "Bootstrap interval of the difference, by resampling seeds and test images.",
      numbers: .interval
    ),
    .init(
      pValue,
      nil,
      meaning: "McNemar's exact two-sided p-value on the same test images, for each common seed."
    ),
  ]

  /// Difference, interval and p-values; a word where there is nothing to hold against.
  static func cells(_ word: String) -> [ResultsTable.Cell] {
    [.init(.text(word)), .init(.text(word)), .init(.text(word))]
  }

  /// The accuracy of the second minus that of the first, for each common seed.
  var difference: ResultsTable.Cell {
    var values: [Double] = []
    var sources: [Provenance.Source] = []
    for run in second.finished {
      guard let other = first.finished.first(where: { $0.record.seed == run.record.seed }),
        let source = run.reportedAccuracy, let reference = other.reportedAccuracy,
        let value = source.value, let subtrahend = reference.value
      else { continue }
      values.append(value - subtrahend)
      sources += [source, reference]
    }
    guard (first.finished + second.finished).allSatisfy(\.hasNumbers) else {
      return .init(.missing(.notNumbers))
    }
    guard let estimate = Estimate(values) else {
      let isRun = !first.finished.isEmpty && !second.finished.isEmpty
      return .init(.missing(isRun ? .noCommonSeed : .notRun))
    }
    return .init(.estimate(estimate, .points), provenance: Provenance(sources))
  }

  var cells: [ResultsTable.Cell] {
    let seeds: [UInt64]
    switch comparison {
    case .failure(let absence):
      return [difference] + Self.absent(absence)
    case .success(let comparison): seeds = comparison.pairs.map(\.seed)
    }
    let sources = (second.finished + first.finished).filter { seeds.contains($0.record.seed) }
      .compactMap { $0.predictionsSource(value: nil) }
    return [difference] + Self.statistics(comparison, provenance: Provenance(sources))
  }

  private static func absent(_ absence: PredictionsAbsence) -> [ResultsTable.Cell] {
    [.init(.missing(.init(absence))), .init(.missing(.init(absence)))]
  }

  /// Interval and p-values.
  static func statistics(
    _ comparison: Result<PairedComparison, PredictionsAbsence>,
    provenance: Provenance?
  ) -> [ResultsTable.Cell] {
    switch comparison {
    case .failure(let absence): absent(absence)
    case .success(let comparison):
      [
        .init(
          .text(comparison.intervalText),
          provenance: provenance,
          numbers: [
            .init("low", .points, comparison.interval.lowerBound),
            .init("high", .points, comparison.interval.upperBound),
          ]
        ),
        .init(
          .text(comparison.pValueText),
          provenance: provenance,
          numbers: comparison.numbers(.probability, \.pValue)
        ),
      ]
    }
  }
}

extension LoadedRun {
  /// Whether all logits of the reported stage are numbers.
  fileprivate var hasNumbers: Bool {
    record.reportedStage.map { record.stages[$0].evaluation.notNumberCount == 0 } ?? true
  }

  /// The accuracy after the reported stage, and where it stands.
  var reportedAccuracy: Provenance.Source? {
    guard let index = record.reportedStage else { return nil }
    let evaluation = record.stages[index].evaluation
    return source(
      field: "evaluation.correctCount / imageCount",
      value: evaluation.accuracy,
      stage: index,
      split: evaluation.split
    )
  }
}

extension PairedComparison {
  /// A number of each pair of runs, by its seed.
  func numbers(_ quantity: Quantity, _ value: (Pair) -> Double) -> [ResultsTable.Number] {
    pairs.map { .init("seed \($0.seed)", quantity, value($0)) }
  }

  /// `-2.3 to +0.1`, in percentage points.
  var intervalText: String {
    "\(Quantity.points.text(interval.lowerBound)) to \(Quantity.points.text(interval.upperBound))"
  }

  /// `0.012, <0.001`, seed by seed.
  var pValueText: String {
    pairs.map { Quantity.probability.text($0.pValue) }.joined(separator: ", ")
  }
}

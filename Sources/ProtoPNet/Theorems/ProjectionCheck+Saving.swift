/// A check between two batches: what was found of every image so far.
extension ProjectionCheck: Resumable {
  package var saved: SavedState { evidence.saved }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    try evidence.restore(state)
  }
}

extension ProjectionEvidence: Resumable {
  package var saved: SavedState {
    var state = SavedState()
    state.integers["labels"] = labels
    state.integers["cells_before"] = cellsBefore
    state.integers["cells_after"] = cellsAfter
    state.doubles["distances_before"] = distancesBefore
    state.doubles["distances_after"] = distancesAfter
    state.doubles["largest_rounding_error"] = [largestRoundingError]
    state.integers["rounded_prediction_count"] = [roundedPredictionCount]
    for (name, findings) in [("theorem", findings), ("sharper", sharper)] {
      state.integers[name] = findings.flatMap(\.integers)
      state.doubles[name] = findings.flatMap(\.doubles)
    }
    // Both certificates go by the same intervals.
    state.doubles["intervals"] = own.flatMap {
      $0.intervals.flatMap { [$0.lowerBound, $0.upperBound] }
    }
    for (name, certificate) in [("own", own), ("binary", binary)] {
      state.integers[name] = certificate.flatMap(\.integers)
      state.doubles[name] = certificate.flatMap(\.doubles)
    }
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    let (classCount, prototypeCount) = (theorem.classCount, theorem.prototypeClass.count)
    labels = state.integers["labels"] ?? []
    let count = labels.count
    cellsBefore = try state.integers("cells_before", count: count * prototypeCount)
    cellsAfter = try state.integers("cells_after", count: count * prototypeCount)
    distancesBefore = try state.doubles("distances_before", count: count * prototypeCount)
    distancesAfter = try state.doubles("distances_after", count: count * prototypeCount)
    largestRoundingError = try state.doubles("largest_rounding_error", count: 1)[0]
    roundedPredictionCount = try state.integer("rounded_prediction_count")
    let ends = try state.doubles("intervals", count: 2 * count * prototypeCount)
    let intervals = try (0..<count * prototypeCount).map { (pair) throws(SavedStateError) in
      guard ends[2 * pair] <= ends[2 * pair + 1] else {
        throw SavedStateError("has an interval that ends before it begins")
      }
      return ends[2 * pair]...ends[2 * pair + 1]
    }
    func saved(_ name: String) throws(SavedStateError) -> [ProjectionTheorem.Finding] {
      try Self.rows(state, name, count) { integers, doubles in
        ProjectionTheorem.Finding(integers, doubles, classCount: classCount)
      }
    }
    (findings, sharper) = (try saved("theorem"), try saved("sharper"))
    func certificate(_ name: String) throws(SavedStateError) -> [DirectCertificate.Finding] {
      let found = try Self.rows(state, name, count) { integers, doubles in
        DirectCertificate.Finding(integers, doubles, classCount: classCount)
      }
      return found.enumerated().map { image, finding in
        var finding = finding
        finding.intervals = Array(
          intervals[image * prototypeCount..<(image + 1) * prototypeCount]
        )
        return finding
      }
    }
    (own, binary) = (try certificate("own"), try certificate("binary"))
  }

  /// The findings of `count` images, each from as many integers and numbers.
  private static func rows<Finding>(
    _ state: SavedState,
    _ name: String,
    _ count: Int,
    _ finding: (_ integers: [Int], _ doubles: [Double]) -> Finding?
  ) throws(SavedStateError) -> [Finding] {
    let (integers, doubles) = (state.integers[name] ?? [], state.doubles[name] ?? [])
    let sizes = (integers.count / max(count, 1), doubles.count / max(count, 1))
    let found = (0..<count).compactMap { image in
      finding(
        Array(integers[image * sizes.0..<(image + 1) * sizes.0]),
        Array(doubles[image * sizes.1..<(image + 1) * sizes.1])
      )
    }
    guard found.count == count else { throw SavedStateError("has no findings of '\(name)'") }
    return found
  }
}

extension ProjectionTheorem.Finding {
  fileprivate var integers: [Int] {
    [
      predictedClass, verdict.rawValue, meetsA2a ? 1 : 0, meetsA2b ? 1 : 0, meetsA3 ? 1 : 0,
      nearestPatchesStay.all, nearestPatchesStay.met, otherClassPairs.all, otherClassPairs.met,
      ownClassPairs.all, ownClassPairs.met,
    ]
  }

  fileprivate var doubles: [Double] {
    [gap, fall, rise, interval.low, interval.high, delta ?? .nan, bound ?? .nan] + logitsBefore
      + logitsAfter
  }

  fileprivate init?(_ integers: [Int], _ doubles: [Double], classCount: Int) {
    guard integers.count == 11, doubles.count == 7 + 2 * classCount,
      let verdict = ProjectionTheorem.Verdict(rawValue: integers[1])
    else { return nil }
    self.init(
      predictedClass: integers[0],
      logitsBefore: Array(doubles[7..<7 + classCount]),
      logitsAfter: Array(doubles[(7 + classCount)...]),
      gap: doubles[0],
      fall: doubles[1],
      rise: doubles[2],
      nearestPatchesStay: .init(all: integers[5], met: integers[6]),
      otherClassPairs: .init(all: integers[7], met: integers[8]),
      ownClassPairs: .init(all: integers[9], met: integers[10]),
      meetsA2a: integers[2] == 1,
      meetsA2b: integers[3] == 1,
      meetsA3: integers[4] == 1,
      interval: DeltaInterval(low: doubles[3], high: doubles[4]),
      delta: doubles[5].isNaN ? nil : doubles[5],
      bound: doubles[6].isNaN ? nil : doubles[6],
      verdict: verdict
    )
  }
}

extension DirectCertificate.Finding {
  fileprivate var integers: [Int] { [predictedClass, isViolated ? 1 : 0] }

  fileprivate var doubles: [Double] { [margin, radius] + logitsBefore + logitsAfter }

  /// A finding whose intervals are yet to be set.
  fileprivate init?(_ integers: [Int], _ doubles: [Double], classCount: Int) {
    guard integers.count == 2, doubles.count == 2 + 2 * classCount else { return nil }
    self.init(
      predictedClass: integers[0],
      logitsBefore: Array(doubles[2..<2 + classCount]),
      logitsAfter: Array(doubles[(2 + classCount)...]),
      intervals: [],
      margin: doubles[0],
      radius: doubles[1],
      isViolated: integers[1] == 1
    )
  }
}

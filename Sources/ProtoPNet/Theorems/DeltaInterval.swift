/// The δ for which premises of Theorem 2.1 hold: a closed interval, possibly empty.
///
/// Each premise bounds δ from below by an increasing function of the shift and from above by a
/// decreasing function of a distance, so what one prototype allows is an interval, and so is what all
/// of them allow together. Ends are rounded inwards.
package struct DeltaInterval: Equatable, Sendable {
  package private(set) var low: Double
  package private(set) var high: Double

  /// Every δ that the theorem may choose, before any premise: 0 < δ < 1.
  package static let all = DeltaInterval(low: .leastNormalMagnitude, high: 1 - 0x1p-52)

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  package var isEmpty: Bool { !(low <= high) }

  /// The δ for which a prototype of the image's class meets premise A2b, or S2b.
  ///
  /// ‖a − b‖ ≤ (√(1+δ) − 1)·‖z − b‖, and in A2b ‖z − b‖ ≤ √(1−δ): with s = ‖a − b‖ and
  /// r = ‖z − b‖, (s/r)·(2 + s/r) ≤ δ, and in A2b δ ≤ 1 − r².
  package static func ownClass(
    _ form: ProjectionTheorem.Form = .paper,
    shift: Double,
    distance: Double
  ) -> DeltaInterval {
    let ratio = ratio(shift, distance)
    let greatest = LengthError.greatest(distance)
    let high = form == .paper ? (1 - greatest) * (1 + greatest) : 1
    return clamped(low: ratio * (2 + ratio), high: high)
  }

  /// The δ for which a prototype of another class meets premise A2a, or S2a.
  ///
  /// A2a: ‖a − b‖ ≤ θ(δ)·‖z − b‖ − √ε with θ(δ) = min(√(1+δ) − 1, 1 − 1/√(2−δ)), that is, with
  /// q = (s + √ε)/r: q·(2 + q) ≤ δ ≤ 2 − 1/(1 − q)². S2a: the second of both alone, q = s/r.
  package static func otherClass(
    _ form: ProjectionTheorem.Form = .paper,
    shift: Double,
    distance: Double,
    epsilon: Double
  ) -> DeltaInterval {
    let ratio = ratio(form == .paper ? shift + epsilon.squareRoot() : shift, distance)
    guard ratio < 1 else { return DeltaInterval(low: .infinity, high: -.infinity) }
    let low = form == .paper ? ratio * (2 + ratio) : 0
    return clamped(low: low, high: 2 - 1 / ((1 - ratio) * (1 - ratio)))
  }

  /// An upper bound of shift / distance; 0 where nothing moved, whatever the distance.
  private static func ratio(_ shift: Double, _ distance: Double) -> Double {
    shift == 0 ? 0 : LengthError.greatest(shift) / LengthError.least(distance)
  }

  /// Ends moved inwards by more than the arithmetic above can have rounded them.
  private static func clamped(low: Double, high: Double) -> DeltaInterval {
    DeltaInterval(low: low * (1 + 0x1p-48), high: high - 0x1p-48).intersection(.all)
  }

  package func intersection(_ other: DeltaInterval) -> DeltaInterval {
    DeltaInterval(low: max(low, other.low), high: min(high, other.high))
  }

  /// The δ that gives the smallest bound, nil where none is feasible.
  ///
  /// (1+δ)(2−δ) = 9/4 − (δ − 1/2)² falls with the distance from 1/2, so it is the end farther from it.
  package var best: Double? {
    guard !isEmpty else { return nil }
    return abs(low - 0.5) >= abs(high - 0.5) ? low : high
  }
}

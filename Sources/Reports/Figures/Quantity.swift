/// What kind of number a column holds, which decides its unit and its digits.
package enum Quantity: String, Codable, Equatable, Sendable {
  /// From 0 to 1 in records, printed in percent with one decimal.
  case share
  /// A difference of shares, from -1 to 1 in records, printed in percentage points with its sign.
  case points
  /// A cost or a squared distance, printed with three decimals.
  case cost
  /// A whole number.
  case count
  /// A p-value, printed with three decimals.
  case probability

  package var unit: String? {
    switch self {
    case .share: "%"
    case .points: "points"
    case .cost, .count, .probability: nil
    }
  }

  /// The number in the unit that is printed.
  package func scaled(_ value: Double) -> Double {
    self == .share || self == .points ? 100 * value : value
  }

  /// A value without its unit, `76.1`, `0.734`, `1.2e-05`, `240`.
  ///
  /// Extra decimals are more than a reader needs, for programs that go on computing.
  package func text(_ value: Double, extraDecimals: Int = 0) -> String {
    switch self {
    case .share: Digits.fixed(100 * value, 1 + extraDecimals)
    case .points: Digits.signed(100 * value, 1 + extraDecimals)
    case .cost:
      value != 0 && abs(value) < 0.001
        ? Digits.scientific(value, 1 + extraDecimals) : Digits.fixed(value, 3 + extraDecimals)
    case .probability: value < 0.0005 ? "<0.001" : Digits.fixed(value, 3 + extraDecimals)
    case .count:
      Digits.fixed(value, value == value.rounded() ? 0 : 1 + extraDecimals)
    }
  }

  /// A standard deviation, in the unit of the values but without their sign.
  func text(deviation: Double, extraDecimals: Int = 0) -> String {
    (self == .points ? Quantity.share : self).text(deviation, extraDecimals: extraDecimals)
  }

  /// The mean, with `± sd` over at least two seeds; counts that all agree need no deviation.
  package func text(_ estimate: Estimate) -> String {
    guard let deviation = estimate.standardDeviation, !(self == .count && deviation == 0) else {
      return text(estimate.mean)
    }
    guard self == .cost, deviation != 0, abs(estimate.mean) >= 0.001 else {
      return "\(text(estimate.mean)) ± \(text(deviation: deviation))"
    }
    return "\(text(estimate.mean)) ± \(Digits.fixed(deviation, 3))"
  }
}

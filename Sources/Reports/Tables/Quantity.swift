import Foundation

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

  package var unit: String? {
    switch self {
    case .share: "%"
    case .points: "points"
    case .cost, .count: nil
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

/// Numbers as text, the same on every machine and in every locale.
enum Digits {
  /// Rounded to a number of decimals, half away from zero; never `-0`.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : "infinite" }
    let power = pow(10, Double(decimals))
    let scaled = (abs(value) * power).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// Rounded, with the sign of what is not zero, `+1.2`.
  static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return value > 0 && !isZero ? "+\(text)" : text
  }

  /// `1.2e-05`, as C prints it.
  static func scientific(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals) }
    var exponent = Int(log10(abs(value)).rounded(.down))
    var digits = fixed(value / pow(10, Double(exponent)), decimals)
    if digits.hasPrefix("10") || digits.hasPrefix("-10") {
      exponent += 1
      digits = fixed(value / pow(10, Double(exponent)), decimals)
    }
    let magnitude = String(abs(exponent))
    return "\(digits)e\(exponent < 0 ? "-" : "+")\(magnitude.count < 2 ? "0" : "")\(magnitude)"
  }

  /// Groups of three digits with a narrow space, `14 714 688`.
  static func grouped(_ value: Int) -> String {
    var groups: [Substring] = []
    var rest = Substring(String(value.magnitude))
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (value < 0 ? "-" : "") + ([rest] + groups).joined(separator: "\u{202F}")
  }
}

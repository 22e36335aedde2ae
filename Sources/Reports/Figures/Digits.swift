import Foundation

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

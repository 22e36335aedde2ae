import Foundation

/// Round numbers for an axis.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten that enclose the range, about `count` of them.
  static func linear(from lower: Double, to upper: Double, count: Int) -> [Double] {
    guard lower.isFinite, upper.isFinite, count > 1 else { return [] }
    let extent = upper > lower ? upper - lower : max(abs(upper), 1)
    let rough = extent / Double(count - 1)
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999 }.map { $0 * power } ?? rough
    // Where numbers are so large that they differ in their last digits alone, there are no ticks between.
    guard max(abs(lower), abs(upper)) / step < 1e9 else { return [lower, upper] }
    let first = Int((lower / step + 1e-9).rounded(.down))
    let last = max(first + 1, Int((upper / step - 1e-9).rounded(.up)))
    return (first...last).map { Double($0) * step }
  }

  /// Powers of ten inside the range, with more round numbers between them the shorter it is.
  static func logarithmic(from lower: Double, to upper: Double) -> [Double] {
    guard lower > 0, upper >= lower else { return [] }
    let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
    let factors: [Double] =
      switch log10(upper / lower) {
      case ..<0.5: [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8]
      case ..<1: [1, 1.5, 2, 3, 4, 5, 7]
      case ..<2.5: [1, 2, 5]
      default: [1.0]
      }
    let ticks = decades.flatMap { decade -> [Double] in
      let power = pow(10, Double(decade))
      return factors.map { $0 * power }
    }
    return ticks.filter { $0 >= lower * 0.999 && $0 <= upper * 1.001 }
  }
}

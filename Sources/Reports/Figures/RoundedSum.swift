/// Parts of a sum, rounded so that what is printed of them adds up to what is printed of the sum.
///
/// Each part is off by less than one unit of the last decimal: all are rounded down, and those that lost most
/// get the units that are missing (the method of the largest remainder).
struct RoundedSum: Equatable {
  /// The parts and their sum in units of the last decimal.
  let parts: [Int]
  let total: Int

  /// The decimals that pages print of points.
  static let decimals = 3
  private static let unitsPerPoint = 1_000.0

  /// Finite parts, and their sum as it was computed, which may differ from it by rounding.
  init(parts: [Double], total: Double) {
    self.total = Int((total * Self.unitsPerPoint).rounded())
    let scaled = parts.map { $0 * Self.unitsPerPoint }
    var units = scaled.map { Int($0.rounded(.down)) }
    let remainders = zip(scaled, units).map { $0 - Double($1) }
    let order = units.indices.sorted { (-remainders[$0], $0) < (-remainders[$1], $1) }
    var missing = self.total - units.reduce(0, +)
    var place = 0
    while missing != 0, !order.isEmpty {
      let step = missing > 0 ? 1 : -1
      let index =
        step > 0 ? order[place % order.count] : order[order.count - 1 - place % order.count]
      units[index] += step
      missing -= step
      place += 1
    }
    self.parts = units
  }

  /// Units as a decimal number, `-0.084`.
  static func text(_ units: Int) -> String {
    Digits.fixed(Double(units) / unitsPerPoint, decimals)
  }

  /// Units with the sign of what is not zero, `+1.250`.
  static func signed(_ units: Int) -> String {
    Digits.signed(Double(units) / unitsPerPoint, decimals)
  }
}

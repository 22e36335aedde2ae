/// Means of numbers some of which may not be known.
enum Mean {
  /// Nil of nothing; NaN is left out.
  static func of(_ values: some Sequence<Double>) -> Double? {
    let known = values.filter { !$0.isNaN }
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  /// The deviation from the mean, divided by n.
  static func deviation(_ values: [Double]) -> Double? {
    guard let mean = of(values) else { return nil }
    return of(values.filter { !$0.isNaN }.map { ($0 - mean) * ($0 - mean) })?.squareRoot()
  }
}

/// A quantity measured once per seed.
package struct Estimate: Equatable, Sendable {
  /// One value per run; never empty.
  package let values: [Double]

  /// Nil where there are no values, which is no estimate.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    self.values = values
  }

  package init(_ value: Double) { values = [value] }

  package var count: Int { values.count }

  package var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation over the runs, Σ(x − x̄)² / (n − 1) under the root; nil for one run.
  package var standardDeviation: Double? {
    guard values.count >= 2 else { return nil }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}

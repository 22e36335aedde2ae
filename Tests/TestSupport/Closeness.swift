package import Testing

/// Expects every value within `relative` of the truth.
///
/// The error is measured on the value itself, but on no less than the share `floor` of the truth's
/// largest magnitude; 1 measures all values on the largest one. A failure names the worst element.
package func expectClose(
  _ values: [Float],
  _ truth: [Double],
  relative: Double = 1e-4,
  floor: Double = 1,
  _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard values.count == truth.count else {
    Issue.record(
      "\(what): \(values.count) values for \(truth.count)",
      sourceLocation: sourceLocation
    )
    return
  }
  let scale = truth.reduce(1e-30) { max($0, abs($1)) }
  var worst = (index: -1, error: 0.0)
  for (index, pair) in zip(values, truth).enumerated() {
    let error = abs(Double(pair.0) - pair.1) / max(abs(pair.1), floor * scale)
    if !(error <= worst.error) { worst = (index, error.isNaN ? .infinity : error) }
  }
  #expect(
    worst.error <= relative,
    "\(what): element \(worst.index) is off by \(worst.error) of its size, scale \(scale)",
    sourceLocation: sourceLocation
  )
}

import Tensors
import Testing

/// Random tensors and comparisons for this target's tests.
enum Samples {
  /// A tensor of uniform numbers on [low, high).
  static func tensor(
    _ shape: Shape,
    seed: UInt64,
    low: Float = 0,
    high: Float = 1
  ) -> Tensor {
    var stream = RandomStream(seed: seed, purpose: "test")
    return Tensor(shape: shape) { values in
      for index in values.indices { values[index] = stream.uniform(low, high) }
    }
  }

  /// The images `range` of a batch.
  static func images(_ range: Range<Int>, of batch: Tensor) -> Tensor {
    let rest = Array(batch.shape.dimensions.dropFirst())
    let size = rest.reduce(1, *)
    return Tensor(
      Array(batch.values[range.lowerBound * size..<range.upperBound * size]),
      shape: Shape([range.count] + rest)
    )
  }
}

/// Expects every element within `relative` of the expected one, or of a hundredth of the largest one.
func expectClose(
  _ actual: [Float],
  _ expected: [Double],
  relative: Double,
  _ name: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(name): \(actual.count) values, expected \(expected.count)",
      sourceLocation: sourceLocation
    )
    return
  }
  let largest = expected.map(abs).max() ?? 0
  for (index, value) in expected.enumerated() {
    let tolerance = relative * max(abs(value), 0.01 * largest)
    if abs(Double(actual[index]) - value) <= tolerance { continue }
    Issue.record(
      "\(name)[\(index)] is \(actual[index]), expected \(value) ± \(tolerance)",
      sourceLocation: sourceLocation
    )
    return
  }
}

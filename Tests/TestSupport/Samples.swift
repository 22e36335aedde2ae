package import Tensors

/// Random tensors for tests of the head.
package enum Samples {
  /// A tensor of uniform numbers on [low, high).
  package static func tensor(
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
  package static func images(_ range: Range<Int>, of batch: Tensor) -> Tensor {
    let rest = Array(batch.shape.dimensions.dropFirst())
    let size = rest.reduce(1, *)
    return Tensor(
      Array(batch.values[range.lowerBound * size..<range.upperBound * size]),
      shape: Shape([range.count] + rest)
    )
  }
}

import Tensors

extension Tensor {
  /// Numbers of the uniform distribution on [low, 1).
  static func uniform(_ shape: Shape, from low: Float = -1, purpose: String) -> Tensor {
    var stream = RandomStream(seed: 1, purpose: purpose)
    return Tensor(shape: shape) { values in
      for index in values.indices { values[index] = stream.uniform(low, 1) }
    }
  }
}

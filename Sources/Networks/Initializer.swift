package import Tensors

/// How a parameter gets its values where no weights are loaded.
package enum Initializer: Hashable, Sendable {
  case constant(Float)
  /// The uniform distribution on [low, high).
  case uniform(Float, Float)
  /// Kaiming's normal distribution for ReLU, N(0, 2 / fan), counting the named side of a kernel.
  case kaimingNormal(Fan)

  package enum Fan: Hashable, Sendable {
    /// Kernel cells times input channels (PyTorch's `fan_in`).
    case inputs
    /// Kernel cells times output channels (PyTorch's `fan_out`).
    case outputs
  }

  /// Draws a tensor of `shape`; kernels are [O, I, H, W].
  package func tensor(_ shape: Shape, from stream: inout RandomStream) -> Tensor {
    switch self {
    case .constant(let value):
      return Tensor(repeating: value, shape: shape)
    case .uniform(let low, let high):
      return Tensor((0..<shape.count).map { _ in stream.uniform(low, high) }, shape: shape)
    case .kaimingNormal(let fan):
      let cells = shape.dimensions.dropFirst(2).reduce(1, *)
      let fanCount = cells * (fan == .inputs ? shape[1] : shape[0])
      let deviation = (2 / Float(fanCount)).squareRoot()
      return Tensor((0..<shape.count).map { _ in deviation * stream.normal() }, shape: shape)
    }
  }
}

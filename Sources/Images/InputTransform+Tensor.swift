package import Tensors

extension InputTransform {
  /// A resized picture as the network's input, [1, 3, S, S].
  package func input(of picture: Image) -> Tensor {
    Tensor(shape: [1, 3, imageSize, imageSize]) { apply(picture, into: $0) }
  }
}

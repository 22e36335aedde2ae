package import Networks
package import Tensors

/// Scales a plain VGG's feature maps by a power of two, by its kernels and biases alone.
///
/// Convolutions, ReLU and maxima pass a factor on, so halves are spread over the layers; every feature is
/// the same number with another exponent.
package struct FeatureScale {
  private let exponent: Int

  /// Traps for a scale that is no power of two.
  package init(_ scale: Double) {
    precondition(scale > 0 && scale.significand == 1, "a scale of \(scale)")
    exponent = Int(scale.exponent)
  }

  /// The parameters of a backbone of convolutions, by their names, [any shape], as they scale its features.
  package func scaled(_ parameters: [String: Tensor], of backbone: Graph) -> [String: Tensor] {
    var result = parameters
    let convolutions = backbone.nodes.map(\.parameters).filter { !$0.isEmpty }
    var passed = 0
    for (index, convolution) in convolutions.enumerated() {
      let before = passed
      passed = exponent * (index + 1) / convolutions.count
      for specification in convolution {
        // A bias is added behind the factors of all layers before it.
        let own = specification.role == .bias ? passed : passed - before
        result[specification.name] = result[specification.name].map { tensor in
          let factor = Float(sign: .plus, exponent: own, significand: 1)
          return Tensor(tensor.values.map { factor * $0 }, shape: tensor.shape)
        }
      }
    }
    return result
  }
}

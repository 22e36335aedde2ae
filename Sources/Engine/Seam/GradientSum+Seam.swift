package import Engines
package import Tensors

extension GradientSum: ShareGradients {
  package func add(weight: Float, _ tensors: [Tensor?], computing backward: Backward?) {
    add(
      weight: weight,
      tensors,
      backward: backward.map { layers, outputGradient in
        guard let network = layers as? CompiledNetwork else {
          preconditionFailure("layers of another engine: \(type(of: layers))")
        }
        return { network.backward(outputGradient, finished: $0) }
      }
    )
  }
}

import HeadKernels
package import Tensors

/// The linear layer without bias that turns similarities into class logits.
///
/// Source: paper §2.1; model.py.
package struct LastLayer: Sendable {
  /// w_h, [K, P].
  package var weight: Tensor {
    didSet { precondition(weight.shape.rank == 2, "a last layer of shape \(weight.shape)") }
  }

  /// Creates a layer from its weight, [K, P].
  package init(weight: Tensor) {
    precondition(weight.shape.rank == 2, "a last layer of shape \(weight.shape)")
    self.weight = weight
  }

  /// Creates the layer that connects each prototype to its own class by one weight, to others by another.
  package init(
    prototypeClass: [Int],
    classCount: Int,
    ownClass: Float = 1,
    otherClass: Float = -0.5
  ) {
    let count = prototypeClass.count
    weight = Tensor(repeating: otherClass, shape: [classCount, count])
    weight.withMutableValues { weight in
      for (prototype, label) in prototypeClass.enumerated() {
        weight[label * count + prototype] = ownClass
      }
    }
  }

  /// The logits s·Wᵀ, [N, K], of similarities [N, P].
  package func logits(of similarities: Tensor) -> Tensor { similarities.timesTransposed(weight) }

  /// The gradient Gᵀ·s with respect to the weight, [K, P].
  package func weightGradient(of logitGradient: Tensor, similarities: Tensor) -> Tensor {
    precondition(
      logitGradient.shape == [similarities.shape[0], weight.shape[0]]
        && similarities.shape == [logitGradient.shape[0], weight.shape[1]],
      "logit gradient \(logitGradient.shape) and similarities \(similarities.shape) for a last "
        + "layer \(weight.shape)"
    )
    return logitGradient.transposedTimes(similarities)
  }

  /// The layer with only the columns of the prototypes at these ascending indices.
  package func keeping(_ indices: [Int]) -> LastLayer {
    LastLayer(weight: weight.columns(at: indices))
  }
}

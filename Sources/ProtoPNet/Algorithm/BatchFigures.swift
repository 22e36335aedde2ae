package import Recipe
package import Tensors

/// What a network makes of one batch, in figures.
package struct BatchFigures: Sendable {
  package let costs: Costs
  package let correctCount: Int
  /// [N, K].
  package let logits: Tensor
}

extension PrototypeHead.Step {
  package var figures: BatchFigures {
    BatchFigures(costs: costs, correctCount: correctCount, logits: logits)
  }

  /// The gradients of what the head holds, as far as they were asked for.
  package var headGradients: [HeadTensor: Tensor] {
    var gradients: [HeadTensor: Tensor] = [:]
    gradients[.prototypes] = prototypeGradient
    gradients[.lastLayer] = lastLayerGradient
    return gradients
  }
}

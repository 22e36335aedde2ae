package import Tensors

/// What a network makes of one batch, in figures.
package struct BatchFigures: Sendable {
  package let costs: Costs
  package let correctCount: Int
  /// [N, K].
  package let logits: Tensor
}

extension PrototypeHead.Step {
  var figures: BatchFigures {
    BatchFigures(costs: costs, correctCount: correctCount, logits: logits)
  }
}

package import Recipe
package import Tensors

/// Figures of a network on a set of images, means over images.
package struct Evaluation: Sendable {
  package let imageCount: Int
  package let correctCount: Int
  package let costs: Costs
  /// [N, K], image by image.
  package let logits: Tensor

  init(_ means: CostMeans, logits: Tensor) {
    self.logits = logits
    imageCount = means.imageCount
    correctCount = means.correctCount
    costs = means.costs
  }

  /// The share classified correctly, 0 to 1.
  package var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
}

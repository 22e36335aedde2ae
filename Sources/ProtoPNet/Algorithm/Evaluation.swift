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

  /// The images with a NaN among their logits: they are of no class and count as wrong.
  package var notNumberCount: Int { Accuracy.notNumberCount(logits: logits) }

  /// The share classified correctly, 0 to 1.
  package var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
}

/// An evaluation under way.
struct EvaluationSums {
  private var means: CostMeans
  private var logits: [Float] = []
  private let classCount: Int

  init(_ coefficients: Coefficients, classCount: Int) {
    means = CostMeans(coefficients)
    self.classCount = classCount
  }

  /// Adds the figures of a batch.
  mutating func add(_ figures: BatchFigures, imageCount: Int) {
    means.add(figures, count: imageCount, weight: Double(imageCount))
    logits += figures.logits.values
  }

  /// The figures of all images that were added.
  var evaluation: Evaluation { Evaluation(means, logits: logitsSoFar) }

  private var logitsSoFar: Tensor { Tensor(logits, shape: [means.imageCount, classCount]) }
}

extension EvaluationSums: Resumable {
  var saved: SavedState {
    var state = means.saved
    state.tensors["logits"] = logitsSoFar
    return state
  }

  mutating func restore(_ state: SavedState) throws(SavedStateError) {
    try means.restore(state)
    logits = try state.tensor("logits", shape: [means.imageCount, classCount]).values
  }
}

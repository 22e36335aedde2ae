import HeadKernels
package import Tensors

/// How many images of a batch are classified correctly.
package enum Accuracy {
  /// The number of images whose largest logit, the first one on ties, is their label's; logits [N, K].
  package static func correctCount(logits: Tensor, labels: [Int]) -> Int {
    isCorrect(logits: logits, labels: labels).count { $0 }
  }

  /// Whether each image's largest logit, the first one on ties, is its label's, [N]; logits [N, K].
  ///
  /// An image with a NaN among its logits is of no class, so it is never classified correctly.
  package static func isCorrect(logits: Tensor, labels: [Int]) -> [Bool] {
    zip(zip(predictedClasses(logits: logits), logits.rowsWithNaN), labels).map {
      $0.0 == $1 && !$0.1
    }
  }

  /// The number of images with a NaN among their logits [N, K].
  package static func notNumberCount(logits: Tensor) -> Int { logits.rowsWithNaN.count { $0 } }

  /// The class of each image's largest logit, the first one on ties, [N]; logits [N, K].
  ///
  /// NaN is the largest, as for `torch.argmax`.
  package static func predictedClasses(logits: Tensor) -> [Int] {
    logits.indicesOfRowMaxima
  }
}

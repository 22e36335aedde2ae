import HeadKernels
package import Tensors

/// How many images of a batch are classified correctly.
package enum Accuracy {
  /// The number of images whose largest logit, the first one on ties, is their label's; logits [N, K].
  package static func correctCount(logits: Tensor, labels: [Int]) -> Int {
    zip(predictedClasses(logits: logits), labels).count { $0 == $1 }
  }

  /// The class of each image's largest logit, the first one on ties, [N]; logits [N, K].
  package static func predictedClasses(logits: Tensor) -> [Int] {
    logits.indicesOfRowMaxima
  }
}

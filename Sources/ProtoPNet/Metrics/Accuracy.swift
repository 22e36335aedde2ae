package import Tensors

/// How many images of a batch are classified correctly.
package enum Accuracy {
  /// The number of images whose largest logit, the first one on ties, is their label's; logits [N, K].
  package static func correctCount(logits: Tensor, labels: [Int]) -> Int {
    zip(predictedClasses(logits: logits), labels).count { $0 == $1 }
  }

  /// The class of each image's largest logit, [N].
  package static func predictedClasses(logits: Tensor) -> [Int] {
    let (imageCount, classCount) = (logits.shape[0], logits.shape[1])
    return logits.withUnsafeValues { logits in
      (0..<imageCount).map { image in
        let row = logits[image * classCount..<(image + 1) * classCount]
        return predictedClass(UnsafeBufferPointer(rebasing: row))
      }
    }
  }

  /// The index of the largest logit; the first one on ties.
  static func predictedClass(_ logits: UnsafeBufferPointer<Float>) -> Int {
    var winner = 0
    for index in logits.indices where logits[index] > logits[winner] { winner = index }
    return winner
  }
}

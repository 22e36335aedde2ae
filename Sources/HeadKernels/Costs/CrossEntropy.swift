import Foundation
package import Tensors

/// The mean cross entropy of softmax(logits), and the accuracy beside it.
package struct CrossEntropy: Sendable {
  /// The mean over the batch.
  package let value: Double
  /// The images whose largest logit, the first one on ties, is their label's; none with a NaN among them.
  package let correctCount: Int
  /// (softmax − one-hot) · scale / N, [N, K]; nil where not asked for.
  package let gradient: Tensor?

  /// Evaluates logits [N, K] in Double, by a stable log-sum-exp; `gradientScale` multiplies the gradient.
  package init(logits: Tensor, labels: [Int], gradientScale: Double? = 1) {
    let (imageCount, classCount) = (logits.shape[0], logits.shape[1])
    Labels.check(labels, imageCount: imageCount, classCount: classCount)
    var sum = 0.0
    var correct = 0
    var gradient = gradientScale == nil ? nil : Tensor(shape: logits.shape)
    let scale = (gradientScale ?? 0) / Double(max(imageCount, 1))
    var exponentials = [Double](repeating: 0, count: classCount)
    logits.withUnsafePointer { logits in
      for image in 0..<imageCount {
        let row = logits + image * classCount
        let label = labels[image]
        let winner = VectorLoops.indexOfLargest(row, count: classCount)
        let largest = Double(row[winner])
        if winner == label, !largest.isNaN { correct += 1 }
        var total = 0.0
        for index in 0..<classCount {
          exponentials[index] = exp(Double(row[index]) - largest)
          total += exponentials[index]
        }
        sum += Foundation.log(total) + largest - Double(row[label])
        gradient?.withUnsafeMutableValues { gradient in
          for index in 0..<classCount {
            let probability = exponentials[index] / total
            gradient[image * classCount + index] = Float(
              scale * (index == label ? probability - 1 : probability)
            )
          }
        }
      }
    }
    value = sum / Double(imageCount)
    correctCount = correct
    self.gradient = gradient
  }
}

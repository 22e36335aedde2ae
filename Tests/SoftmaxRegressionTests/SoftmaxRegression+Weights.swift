import SoftmaxRegression
import Tensors

extension SoftmaxRegression {
  /// The weights that carry the penalty, and how many of them are exactly zero, of weights [K, P].
  func penalizedCounts(_ weight: Tensor) -> (weights: Int, zeros: Int) {
    var counts = (weights: 0, zeros: 0)
    for label in 0..<classCount {
      for feature in freeClass.indices where freeClass[feature] != label {
        counts.weights += 1
        if weight[label, feature] == 0 { counts.zeros += 1 }
      }
    }
    return counts
  }

  /// The weights without penalty, in the features' order, of weights [K, P].
  func freeWeights(_ weight: Tensor) -> [Float] {
    freeClass.enumerated().map { weight[$1, $0] }
  }
}

package import Tensors

extension SoftmaxRegression {
  /// F at weights [K, P], evaluated in Double.
  package func objective(at weight: Tensor) -> Double {
    let values = weight.values.map { Double($0) }
    let support = Support.nonzero(values, self)
    let logits = RowMatrix(rows: exampleCount, columns: classCount)
    SupportProducts(problem: self, support: support)
      .logits(of: support.values(in: values), into: logits)
    return SoftmaxResiduals(problem: self).evaluate(logits) + penalty(of: values)
  }

  /// λ Σ |w_kj| over class(j) ≠ k, of weights [K, P].
  func penalty(of weights: [Double]) -> Double {
    var sum = 0.0
    forEachPenalizedPlace { sum += abs(weights[$0]) / scales[$0 % featureCount] }
    return penalty * sum
  }

  /// Calls `body` with the places k·P + j where class(j) ≠ k, in ascending order.
  func forEachPenalizedPlace(_ body: (Int) -> Void) {
    for label in 0..<classCount {
      for feature in 0..<featureCount where freeClass[feature] != label {
        body(label * featureCount + feature)
      }
    }
  }

  /// max |s_ij| over the examples, of every feature.
  var largestFeatures: [Double] {
    var largest = [Float](repeating: 0, count: featureCount)
    features.withUnsafeValues { values in
      for example in 0..<exampleCount {
        let row = example * featureCount
        for index in largest.indices {
          largest[index] = max(largest[index], abs(values[row + index]))
        }
      }
    }
    return largest.map(Double.init)
  }
}

import Foundation

/// The step from logits to softmax and cross entropy, in Double.
struct SoftmaxResiduals {
  let problem: SoftmaxRegression

  /// Writes u = p − e_y, [n, K], and returns the mean cross entropy, at logits z + step · change.
  ///
  /// u_iy is the negative sum of the other probabilities, so that it keeps its digits where p_iy is
  /// close to 1. Without `residuals` only the cross entropy is computed.
  func evaluate(
    _ logits: RowMatrix,
    change: RowMatrix? = nil,
    step: Double = 0,
    into residuals: RowMatrix? = nil
  ) -> Double {
    let classCount = problem.classCount
    let sum = RowLoops.sum(problem.exampleCount) { examples in
      var row = [Double](repeating: 0, count: classCount)
      var sum = 0.0
      for example in examples {
        let own = problem.labels[example]
        if let change {
          for label in 0..<classCount {
            row[label] = logits[example, label] + step * change[example, label]
          }
        } else {
          for label in 0..<classCount { row[label] = logits[example, label] }
        }
        let reference = row[own]
        var largest = reference
        for value in row where value > largest { largest = value }
        var others = 0.0
        for label in 0..<classCount where label != own {
          row[label] = exp(row[label] - largest)
          others += row[label]
        }
        let total = others + exp(reference - largest)
        // −log p_y = log(1 + others / own), without the cancellation where it is small.
        sum +=
          largest == reference
          ? log1p(others) : Foundation.log(total) + largest - reference
        guard let residuals else { continue }
        for label in 0..<classCount { residuals[example, label] = row[label] / total }
        residuals[example, own] = -others / total
      }
      return sum
    }
    return sum / Double(problem.exampleCount)
  }

  /// The mean entropy of the probabilities e_y + scale · u.
  func entropy(_ residuals: RowMatrix, scale: Double) -> Double {
    let classCount = problem.classCount
    let sum = RowLoops.sum(problem.exampleCount) { examples in
      var sum = 0.0
      for example in examples {
        let own = problem.labels[example]
        for label in 0..<classCount {
          let residual = scale * residuals[example, label]
          if label == own, residual > -1 {
            sum -= (1 + residual) * log1p(residual)
          } else if residual > 0 {
            sum -= residual * Foundation.log(residual)
          }
        }
      }
      return sum
    }
    return sum / Double(problem.exampleCount)
  }
}

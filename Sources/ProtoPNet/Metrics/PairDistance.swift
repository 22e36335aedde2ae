package import Tensors

/// How far the prototypes are from one another.
package enum PairDistance {
  /// The mean of ‖p_i − p_j‖² over all P² ordered pairs, the diagonal included.
  ///
  /// Computed as 2/P · Σ_i ‖p_i − p̄‖², which equals it, in Double and O(P·D·H1·W1).
  /// Source: `p_avg_pair_dist` in train_and_test.py.
  package static func mean(prototypes: Tensor) -> Double {
    let count = prototypes.shape[0]
    let size = prototypes.count / max(count, 1)
    guard count > 0 else { return 0 }
    return prototypes.withValues { values in
      var centre = [Double](repeating: 0, count: size)
      for prototype in 0..<count {
        for index in 0..<size { centre[index] += Double(values[prototype * size + index]) }
      }
      for index in 0..<size { centre[index] /= Double(count) }
      var sum = 0.0
      for prototype in 0..<count {
        for index in 0..<size {
          let difference = Double(values[prototype * size + index]) - centre[index]
          sum += difference * difference
        }
      }
      return 2 * sum / Double(count)
    }
  }
}

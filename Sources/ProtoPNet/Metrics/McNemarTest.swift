import Foundation

/// Whether two networks err equally often on the same images.
package enum McNemarTest {
  /// The two-sided exact p-value from the images that one network alone classifies correctly.
  ///
  /// Under equal error rates each such image is a fair coin's throw, so p = min(1, 2·P(X ≤ min(b, c)))
  /// for X of the binomial distribution with b + c trials; 1 where no image tells the networks apart.
  /// Complexity: O(min(b, c)).
  ///
  /// Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions
  /// (1947); the exact form as in A. Agresti, Categorical Data Analysis.
  package static func exactPValue(onlyFirst: Int, onlySecond: Int) -> Double {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "counts \(onlyFirst) and \(onlySecond)")
    let (fewer, all) = (min(onlyFirst, onlySecond), onlyFirst + onlySecond)
    guard all > 0 else { return 1 }
    // P(X = k), starting at k = 0, as a logarithm because 2^-n may be no Double; the terms grow with k,
    // so that small ones are added first.
    var logarithm = -Double(all) * log(2)
    var sum = exp(logarithm)
    for count in 0..<fewer {
      logarithm += log(Double(all - count)) - log(Double(count + 1))
      sum += exp(logarithm)
    }
    return min(1, 2 * sum)
  }
}

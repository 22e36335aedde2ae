/// How far a share counted on n images may be from the share on all images like them.
package struct SamplingInterval: Equatable, Sendable {
  package var lower: Double
  package var upper: Double

  /// The 95 % score interval of a binomial share; nil without images.
  ///
  /// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference
  /// (1927).
  package init?(correctCount: Int, imageCount: Int) {
    guard imageCount > 0 else { return nil }
    let z = 1.959_963_984_540_054
    let n = Double(imageCount)
    let share = Double(correctCount) / n
    let center = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half =
      z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    lower = max(0, center - half)
    upper = min(1, center + half)
  }
}

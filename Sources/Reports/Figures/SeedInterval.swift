/// Where the mean over all seeds may lie, judged by the seeds that were run.
package struct SeedInterval: Equatable, Sendable {
  package var lower: Double
  package var upper: Double

  /// The 95 % interval mean ± t · s / √n of Student's distribution; nil for fewer than two values.
  ///
  /// It takes seeds for draws of a normal distribution and knows nothing of the test images.
  package init?(_ values: [Double]) {
    guard let estimate = Estimate(values), let deviation = estimate.standardDeviation else {
      return nil
    }
    let freedom = values.count - 1
    let quantile = freedom <= Self.quantiles.count ? Self.quantiles[freedom - 1] : 1.96
    let half = quantile * deviation / Double(values.count).squareRoot()
    (lower, upper) = (estimate.mean - half, estimate.mean + half)
  }

  /// Student's 97.5 % quantiles for 1 to 30 degrees of freedom.
  private static let quantiles = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
  ]
}

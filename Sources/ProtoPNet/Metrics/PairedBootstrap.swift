package import Tensors

/// How far a mean over images may be from the mean over all images like them.
package enum PairedBootstrap {
  /// The percentile interval of the mean of paired differences, one per image, by resampling images.
  ///
  /// Images are drawn with replacement `resampleCount` times; the bounds are the percentiles
  /// (1 − level)/2 and (1 + level)/2 of the resampled means, with linear interpolation as NumPy's.
  /// Complexity: O(images · resamples).
  ///
  /// Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
  package static func interval(
    ofMean differences: [Double],
    level: Double = 0.95,
    resampleCount: Int = 10_000,
    stream: RandomStream
  ) -> ClosedRange<Double> {
    precondition(!differences.isEmpty && resampleCount > 0, "nothing to resample")
    let count = differences.count
    var stream = stream
    let means = (0..<resampleCount).map { _ in
      var sum = 0.0
      for _ in 0..<count { sum += differences[stream.integer(below: count)] }
      return sum / Double(count)
    }
    .sorted()
    func percentile(_ share: Double) -> Double {
      let rank = share * Double(means.count - 1)
      let lower = Int(rank)
      let upper = min(lower + 1, means.count - 1)
      return means[lower] + (means[upper] - means[lower]) * (rank - Double(lower))
    }
    return percentile((1 - level) / 2)...percentile((1 + level) / 2)
  }
}

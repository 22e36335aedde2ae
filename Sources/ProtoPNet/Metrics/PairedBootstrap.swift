package import Tensors

/// How far a mean over images may be from the mean over all images like them, and over all seeds.
package enum PairedBootstrap {
  /// The percentile interval of the mean of paired differences, one per image, by resampling images.
  ///
  /// As ``interval(ofMeanBySeed:level:resampleCount:stream:)`` of one seed: the networks stay as trained.
  ///
  /// Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
  package static func interval(
    ofMean differences: [Double],
    level: Double = 0.95,
    resampleCount: Int = 10_000,
    stream: RandomStream
  ) -> ClosedRange<Double> {
    interval(
      ofMeanBySeed: [differences],
      level: level,
      resampleCount: resampleCount,
      stream: stream
    )
  }

  /// The percentile interval of the mean of paired differences [S, N], by resampling seeds, then images.
  ///
  /// Each of `resampleCount` resamples draws S seeds with replacement, then N images with replacement;
  /// the images are the same for all seeds, as every network is tested on them. One seed is not
  /// drawn. The bounds are the percentiles (1 − level)/2 and (1 + level)/2 of the resampled means,
  /// with linear interpolation as NumPy's.
  /// Complexity: O(seeds · images · resamples).
  ///
  /// Source: A. Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007).
  package static func interval(
    ofMeanBySeed differences: [[Double]],
    level: Double = 0.95,
    resampleCount: Int = 10_000,
    stream: RandomStream
  ) -> ClosedRange<Double> {
    let seedCount = differences.count
    let imageCount = differences.first?.count ?? 0
    precondition(imageCount > 0 && resampleCount > 0, "nothing to resample")
    precondition(differences.allSatisfy { $0.count == imageCount }, "other images for a seed")
    var stream = stream
    var ofSeeds = differences[0]
    let means = (0..<resampleCount).map { _ in
      if seedCount > 1 {
        var draws = [Double](repeating: 0, count: seedCount)
        for _ in 0..<seedCount { draws[stream.integer(below: seedCount)] += 1 / Double(seedCount) }
        for image in 0..<imageCount { ofSeeds[image] = draws[0] * differences[0][image] }
        for seed in 1..<seedCount where draws[seed] > 0 {
          for image in 0..<imageCount { ofSeeds[image] += draws[seed] * differences[seed][image] }
        }
      }
      var sum = 0.0
      for _ in 0..<imageCount { sum += ofSeeds[stream.integer(below: imageCount)] }
      return sum / Double(imageCount)
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

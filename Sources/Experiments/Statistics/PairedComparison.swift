/// Two networks on the same test images, over the seeds that both were run with.
package struct PairedComparison: Equatable, Sendable {
  /// One pair of runs.
  package struct Pair: Equatable, Sendable {
    package var seed: UInt64
    /// Images that one of the two alone classifies correctly.
    package var onlyFirst: Int
    package var onlySecond: Int
    /// McNemar's exact two-sided p-value.
    package var pValue: Double

    package init(seed: UInt64, onlyFirst: Int, onlySecond: Int, pValue: Double) {
      (self.seed, self.onlyFirst, self.onlySecond) = (seed, onlyFirst, onlySecond)
      self.pValue = pValue
    }
  }

  package var imageCount: Int
  /// By seed; never empty.
  package var pairs: [Pair]
  /// The 95 % bootstrap interval of the second's mean accuracy over the seeds minus the first's, as
  /// shares, by resampling seeds, then test images; of one seed over images alone.
  package var interval: ClosedRange<Double>

  package init(imageCount: Int, pairs: [Pair], interval: ClosedRange<Double>) {
    (self.imageCount, self.pairs, self.interval) = (imageCount, pairs, interval)
  }

  /// The second's accuracy minus the first's, seed by seed, as shares.
  package var differences: [Double] {
    pairs.map { Double($0.onlySecond - $0.onlyFirst) / Double(max(imageCount, 1)) }
  }

  /// What a table's footnote says about the method.
  package static let method =
    "The 95 % interval is of the difference over seeds and test images like these (paired bootstrap, "
    + "10,000 resamples of the seeds, then of the images; docs/statistics.md). Of one seed it is over "
    + "images alone, and says nothing of another training. McNemar's exact two-sided p is given seed "
    + "by seed."
  package static let shortMethod =
    "95 % interval: bootstrap over seeds and test images, paired; p: McNemar's exact test."
}

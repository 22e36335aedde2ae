package import Recipe

extension Experiment {
  /// How the numbers are computed; part of the digest, because it decides their last bits.
  package struct Engine: Section {
    package var convolution = ConvolutionAlgorithm.winograd
    /// 0 uses every core.
    package var threads = 0
    /// The largest features of a stage that are kept in memory, in 10⁹ bytes; nil is 4.
    ///
    /// Larger ones are kept in a file of the run, which changes no bit of a result.
    package var featureCacheGigabytes: Double?

    /// The size of the largest feature cache that is kept in memory.
    package var featureCacheByteCount: Int { Int(min(featureCacheGigabytes ?? 4, 1e6) * 1e9) }

    mutating func visit(_ keys: some KeyVisitor) {
      keys.choice("convolution", &convolution)
      keys.integer("threads", &threads, in: 0...1024)
      keys.number("feature-cache-gigabytes", &featureCacheGigabytes, .atLeastZero)
    }
  }

  /// The pictures that a run leaves.
  package struct Pictures: Section {
    /// Of how many prototypes, at most; all of them where it is not given.
    package var prototypes: Int?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("prototypes", &prototypes, in: 0...1_000_000)
    }
  }
}

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

  /// When the stage under way is saved, so that an interrupted run goes on inside it.
  package struct Checkpoints: Section {
    package var every = SaveInterval.time(seconds: 15 * 60)
    /// The saves of the stage that are kept, the last one and those before it.
    package var keep = 2

    mutating func visit(_ keys: some KeyVisitor) {
      var text = every.description
      keys.text("every", &text)
      if let interval = SaveInterval(text) {
        every = interval
      } else {
        keys.problem(
          "'every' must be a time such as 90s, 15min or 2h, or such as '500 steps' or '2 passes'",
          at: "every"
        )
      }
      keys.integer("keep", &keep, in: 1...100)
    }
  }

  /// What a run tells while it goes, beside the passes and events of `metrics.jsonl`.
  package struct Logging: Section {
    /// The costs of every so many optimiser's steps of a stage; of none where it is not given.
    package var everySteps: Int?
    /// The test accuracy after every so many passes of a stage, too; only after stages where it is not given.
    package var testEveryPasses: Int?
    /// Whether event files for TensorBoard are written, too.
    package var tensorboard: Bool?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("every-steps", &everySteps, in: 1...1_000_000)
      keys.integer("test-every-passes", &testEveryPasses, in: 1...1_000_000)
      keys.flag("tensorboard", &tensorboard)
    }
  }

  /// The pictures that a run leaves.
  package struct Pictures: Section {
    /// Of how many prototypes, at most; all of them where it is not given.
    package var prototypes: Int?
    /// What boxes and heat maps are of; ``PrototypeBoxes/afterProjection`` where it is not given.
    package var boxes: PrototypeBoxes?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("prototypes", &prototypes, in: 0...1_000_000)
      keys.choice("boxes", &boxes)
      // Said or not, it is the same experiment.
      if boxes == .afterProjection { boxes = nil }
    }
  }
}

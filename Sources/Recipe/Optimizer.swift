/// Adam's learning rates in the stages, and its batches; defaults are the released code's.
package struct Optimizer: Hashable, Sendable {
  package var batchSize = 80
  /// V, a power of two: each batch of pictures is divided into so many shares with batch statistics of their
  /// own, as on so many of the authors' devices; one unless given.
  package var shares: Int?
  package var warmUp = WarmUpRates()
  package var joint = JointRates()
  package var lastLayer = LastLayerRates()

  package init() {}

  /// V.
  package var shareCount: Int { shares ?? 1 }
}

/// The rates of the warm-up, which leaves the backbone as it is.
package struct WarmUpRates: Hashable, Sendable {
  package var addOnLayers = 3e-3
  package var prototypes = 3e-3
  /// Of the add-on layers.
  package var weightDecay = 1e-3
  package var decay: Decay?

  package init() {}
}

/// The rates of the joint stages.
package struct JointRates: Hashable, Sendable {
  /// What becomes of Adam's moments and its count of steps when a later cycle begins.
  package enum Moments: String, CaseIterable, Sendable {
    /// They go on, as in the released code. The average of squared gradients spans a thousand steps:
    /// where the last layer's optimisation has left much larger gradients than before, the first steps
    /// are several times as long as the rate says.
    case kept
    /// Each joint stage begins with new ones.
    case restarted
  }

  package var backbone = 1e-4
  package var addOnLayers = 3e-3
  package var prototypes = 3e-3
  /// Of the backbone and the add-on layers, biases and normalisation included.
  package var weightDecay = 1e-3
  package var decay: Decay? = Decay()
  /// Kept unless given.
  package var moments: Moments?

  package init() {}
}

/// The rate of the last-layer stages by Adam.
package struct LastLayerRates: Hashable, Sendable {
  package var learningRate = 1e-4
  package var decay: Decay?

  package init() {}
}

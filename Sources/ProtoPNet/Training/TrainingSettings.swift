package import Engine

/// The numbers of a training run that do not depend on the data.
package struct TrainingSettings: Sendable {
  /// Learning rates and weight decay of the stages; defaults are the released code's.
  package struct Rates: Sendable {
    package var backbone: Float = 1e-4
    package var addOnLayers: Float = 3e-3
    package var prototypes: Float = 3e-3
    /// Acts on the backbone and the add-on layers, biases and normalisation included.
    package var weightDecay: Float = 1e-3
    package var decay: Decay?
    /// Whether each joint stage begins with new moments, not with those of the cycle before.
    package var restartsMoments = false

    package init(
      backbone: Float = 1e-4,
      addOnLayers: Float = 3e-3,
      prototypes: Float = 3e-3,
      weightDecay: Float = 1e-3,
      decay: Decay? = nil,
      restartsMoments: Bool = false
    ) {
      self.backbone = backbone
      self.addOnLayers = addOnLayers
      self.prototypes = prototypes
      self.weightDecay = weightDecay
      self.decay = decay
      self.restartsMoments = restartsMoments
    }
  }

  /// A falling learning rate, counted in epochs or in steps of the stage over all cycles.
  package struct Decay: Sendable {
    package enum Unit: Sendable { case epochs, steps }
    package var unit: Unit
    package var schedule: StepDecay

    package init(unit: Unit, schedule: StepDecay) {
      self.unit = unit
      self.schedule = schedule
    }
  }

  package var seed: UInt64
  package var batchSize: Int
  package var coefficients: Coefficients
  package var warmUp: Rates
  package var joint: Rates
  package var lastLayerRate: Float
  package var lastLayerDecay: Decay?
  /// Batch normalisation while the backbone is not trained.
  package var warmUpNormalization: Mode.BatchNormalizationMode
  package var lastLayerNormalization: Mode.BatchNormalizationMode
  /// The images that share batch statistics in training mode; nil for the whole batch.
  package var replicaSize: Int?
  /// Whether a training pass mirrors each picture with probability one half.
  package var flips: Bool
  /// Whether every pass has a random order of its own; otherwise it is the data set's.
  package var shuffles: Bool
  /// Whether a last-layer stage by Adam also finds out how far from the optimum it stopped.
  package var checksLastLayer: Bool

  package init(
    seed: UInt64,
    batchSize: Int,
    coefficients: Coefficients,
    warmUp: Rates,
    joint: Rates,
    lastLayerRate: Float,
    lastLayerDecay: Decay? = nil,
    warmUpNormalization: Mode.BatchNormalizationMode,
    lastLayerNormalization: Mode.BatchNormalizationMode,
    replicaSize: Int? = nil,
    flips: Bool,
    shuffles: Bool = true,
    checksLastLayer: Bool = false
  ) {
    self.seed = seed
    self.batchSize = batchSize
    self.coefficients = coefficients
    self.warmUp = warmUp
    self.joint = joint
    self.lastLayerRate = lastLayerRate
    self.lastLayerDecay = lastLayerDecay
    self.warmUpNormalization = warmUpNormalization
    self.lastLayerNormalization = lastLayerNormalization
    self.replicaSize = replicaSize
    self.flips = flips
    self.shuffles = shuffles
    self.checksLastLayer = checksLastLayer
  }
}

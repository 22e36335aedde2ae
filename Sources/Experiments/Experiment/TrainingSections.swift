extension Experiment {
  /// The weights of the costs; the total is CE·cross-entropy + λ1·cluster − λ2·separation + λ·L1.
  package struct Coefficients: Section {
    package var crossEntropy = 1.0
    /// λ1.
    package var cluster = 0.8
    /// λ2, positive: the separation cost is the distance that is to grow.
    package var separation = 0.08
    /// λ, in the last-layer stage alone.
    package var lastLayerL1 = 1e-4

    mutating func visit(_ keys: some KeyVisitor) {
      keys.number("cross-entropy", &crossEntropy, .atLeastZero)
      keys.number("cluster", &cluster, .atLeastZero)
      keys.number("separation", &separation, .atLeastZero)
      keys.number("last-layer-l1", &lastLayerL1, .atLeastZero)
    }
  }

  /// Adam's learning rates; defaults are the released code's.
  package struct Optimizer: Section {
    package var batchSize = 80
    package var warmUp = WarmUpRates()
    package var joint = JointRates()
    package var lastLayer = LastLayerRates()

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("batch-size", &batchSize, in: 1...4096)
      keys.section("warm-up", &warmUp)
      keys.section("joint", &joint)
      keys.section("last-layer", &lastLayer)
    }
  }

  package struct WarmUpRates: Section {
    package var addOnLayers = 3e-3
    package var prototypes = 3e-3
    /// Of the add-on layers.
    package var weightDecay = 1e-3
    package var decay: Decay?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.number("add-on-layers", &addOnLayers, .atLeastZero)
      keys.number("prototypes", &prototypes, .atLeastZero)
      keys.number("weight-decay", &weightDecay, .atLeastZero)
      keys.section("decay", &decay)
    }
  }

  package struct JointRates: Section {
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
    /// Of the backbone and the add-on layers.
    package var weightDecay = 1e-3
    package var decay: Decay? = Decay()
    /// Kept unless given.
    package var moments: Moments?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.number("backbone", &backbone, .atLeastZero)
      keys.number("add-on-layers", &addOnLayers, .atLeastZero)
      keys.number("prototypes", &prototypes, .atLeastZero)
      keys.number("weight-decay", &weightDecay, .atLeastZero)
      keys.section("decay", &decay)
      keys.choice("moments", &moments)
    }
  }

  package struct LastLayerRates: Section {
    package var learningRate = 1e-4
    package var decay: Decay?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.number("learning-rate", &learningRate, .atLeastZero)
      keys.section("decay", &decay)
    }
  }

  /// A learning rate that falls in steps; a factor of 1 keeps it.
  package struct Decay: Section {
    package enum Convention: String, CaseIterable, Sendable {
      /// The rate falls when the number of finished epochs is a multiple of the interval.
      case countingFromZero = "counting-from-zero"
      /// The rate falls one epoch earlier, as where a scheduler steps before the first epoch.
      case countingFromOne = "counting-from-one"
    }

    package var every = Length.epochs(5)
    package var factor = 0.1
    package var convention = Convention.countingFromZero

    mutating func visit(_ keys: some KeyVisitor) {
      keys.section("every", &every)
      if !every.isPositive { keys.problem("the interval must be at least 1", at: "every") }
      keys.number("factor", &factor, .aboveZero)
      keys.choice("convention", &convention)
    }
  }
}

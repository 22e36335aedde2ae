import Recipe

extension Coefficients: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    for term in CostTerm.weighted {
      var coefficient = self[term]
      keys.number(keys.named(term.key, term.meaning), &coefficient, .atLeastZero)
      self[term] = coefficient
    }
  }
}

extension CostTerm {
  /// What its coefficient weighs.
  fileprivate var meaning: String {
    switch self {
    case .crossEntropy: "The weight of the mean cross entropy."
    case .cluster:
      "λ1, the weight of the cluster cost: the mean squared distance from a picture to its nearest prototype of its own class."
    case .separation:
      "λ2, the weight of the separation cost: the mean squared distance to the nearest prototype of another class, which is to grow."
    case .lastLayerL1:
      "λ, the weight of the last layer's L1 norm over connections between prototypes and other classes."
    case .averageSeparation, .lastLayerNorm: "Logged alone."
    }
  }

  /// The key of the term's coefficient in `coefficients`, such as `cross-entropy`.
  package var key: String {
    rawValue.reduce(into: "") { key, letter in
      key += letter.isUppercase ? "-\(letter.lowercased())" : "\(letter)"
    }
  }
}

extension Optimizer: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.integer(
      keys.named("batch-size", "The pictures of one step of the optimiser."),
      &batchSize,
      in: 1...4096
    )
    keys.integer(
      keys.named(
        "shares",
        "Equal parts of each batch with batch statistics of their own, as on so many devices of the authors'; several ranks share them out. A power of two.",
        otherwise: "1",
        example: "4"
      ),
      &shares,
      in: 1...256
    )
    if shareCount & (shareCount - 1) != 0 || shareCount > batchSize {
      keys.problem(
        "a batch of \(batchSize) can be divided into a power of two of shares, such as 4, not \(shareCount)",
        at: "shares"
      )
    }
    keys.section(
      keys.named("warm-up", "Rates of the warm-up, which leaves the backbone as it is."),
      &warmUp
    )
    keys.section(keys.named("joint", "Rates of the joint stages."), &joint)
    keys.section(keys.named("last-layer", "The rate of last-layer stages by Adam."), &lastLayer)
  }
}

extension WarmUpRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number(keys.named("add-on-layers", Self.addOnMeaning), &addOnLayers, .atLeastZero)
    keys.number(keys.named("prototypes", Self.prototypesMeaning), &prototypes, .atLeastZero)
    keys.number(
      keys.named("weight-decay", "Weight decay of the add-on layers."),
      &weightDecay,
      .atLeastZero
    )
    keys.section(keys.named("decay", Decay.meaning, otherwise: "no decay"), &decay)
  }

  fileprivate static let addOnMeaning =
    "Adam's learning rate of the add-on layers, and of a baseline's linear layer."
  fileprivate static let prototypesMeaning = "Adam's learning rate of the prototypes."
}

extension JointRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number(
      keys.named("backbone", "Adam's learning rate of the backbone."),
      &backbone,
      .atLeastZero
    )
    keys.number(keys.named("add-on-layers", WarmUpRates.addOnMeaning), &addOnLayers, .atLeastZero)
    keys.number(keys.named("prototypes", WarmUpRates.prototypesMeaning), &prototypes, .atLeastZero)
    keys.number(
      keys.named(
        "weight-decay",
        "Weight decay of backbone and add-on layers, biases and normalisation included."
      ),
      &weightDecay,
      .atLeastZero
    )
    keys.section(keys.named("decay", Decay.meaning), &decay)
    keys.choice(
      keys.named(
        "moments",
        "What becomes of Adam's moments when a later cycle's joint stage begins.",
        otherwise: "kept",
        example: "restarted"
      ),
      &moments
    )
  }
}

extension LastLayerRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number(
      keys.named("learning-rate", "Adam's learning rate of the last layer."),
      &learningRate,
      .atLeastZero
    )
    keys.section(keys.named("decay", Decay.meaning, otherwise: "no decay"), &decay)
  }
}

/// A factor of 1 keeps the rate.
extension Decay: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section(
      keys.named("every", "The interval: epochs or steps, counted over all cycles, at least 1."),
      &every
    )
    if !every.isPositive { keys.problem("the interval must be at least 1", at: "every") }
    keys.number(keys.named("factor", "What the rate is multiplied by."), &factor, .aboveZero)
    keys.choice(
      keys.named(
        "convention",
        "Which epoch or step the first fall comes at: with an interval of 5 counted from zero the fifth still has the full rate, counted from one it does not."
      ),
      &convention
    )
  }

  fileprivate static let meaning = "How the learning rates fall."
}

extension BatchNormalizationModes: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    if let mode = keys.preset?.batchNormalization { (warmUp, lastLayer) = (mode, mode) }
    keys.choice(
      keys.named(
        "warm-up",
        "In the warm-up. train: the batch's statistics, and running ones updated; evaluate: running ones, left as they are. With `preset: as-paper` evaluate."
      ),
      &warmUp
    )
    keys.choice(
      keys.named(
        "last-layer",
        "The same in last-layer stages. With `preset: as-released-code` train."
      ),
      &lastLayer
    )
  }
}

import Recipe

extension Coefficients: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    for term in CostTerm.weighted {
      var coefficient = self[term]
      keys.number(term.key, &coefficient, .atLeastZero)
      self[term] = coefficient
    }
  }
}

extension CostTerm {
  /// The key of the term's coefficient in `coefficients`, such as `cross-entropy`.
  package var key: String {
    rawValue.reduce(into: "") { key, letter in
      key += letter.isUppercase ? "-\(letter.lowercased())" : "\(letter)"
    }
  }
}

extension Optimizer: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.integer("batch-size", &batchSize, in: 1...4096)
    keys.integer("shares", &shares, in: 1...256)
    if shareCount & (shareCount - 1) != 0 || shareCount > batchSize {
      keys.problem(
        "a batch of \(batchSize) can be divided into a power of two of shares, such as 4, not \(shareCount)",
        at: "shares"
      )
    }
    keys.section("warm-up", &warmUp)
    keys.section("joint", &joint)
    keys.section("last-layer", &lastLayer)
  }
}

extension WarmUpRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number("add-on-layers", &addOnLayers, .atLeastZero)
    keys.number("prototypes", &prototypes, .atLeastZero)
    keys.number("weight-decay", &weightDecay, .atLeastZero)
    keys.section("decay", &decay)
  }
}

extension JointRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number("backbone", &backbone, .atLeastZero)
    keys.number("add-on-layers", &addOnLayers, .atLeastZero)
    keys.number("prototypes", &prototypes, .atLeastZero)
    keys.number("weight-decay", &weightDecay, .atLeastZero)
    keys.section("decay", &decay)
    keys.choice("moments", &moments)
  }
}

extension LastLayerRates: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.number("learning-rate", &learningRate, .atLeastZero)
    keys.section("decay", &decay)
  }
}

/// A factor of 1 keeps the rate.
extension Decay: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section("every", &every)
    if !every.isPositive { keys.problem("the interval must be at least 1", at: "every") }
    keys.number("factor", &factor, .aboveZero)
    keys.choice("convention", &convention)
  }
}

extension BatchNormalizationModes: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    if let mode = keys.preset?.batchNormalization { (warmUp, lastLayer) = (mode, mode) }
    keys.choice("warm-up", &warmUp)
    keys.choice("last-layer", &lastLayer)
  }
}

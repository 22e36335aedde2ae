import Recipe

extension Schedule: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section("warm-up", &warmUp)
    keys.sections("cycles", &cycles)
  }

  /// Keeps the cycles that train a baseline; where there are none, one that does nothing stands for them.
  mutating func leaveOutCyclesWithoutJointStage() {
    cycles.removeAll { $0.joint?.isPositive != true }
    if cycles.isEmpty { cycles = [Cycle()] }
  }
}

extension Schedule.Cycle: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section("joint", &joint)
    keys.flag("projection", &projection)
    keys.section("last-layer", &lastLayer)
    keys.section("pruning", &pruning)
    keys.integer("repeat", &self.repeat, in: 1...1000)
  }
}

extension LastLayerOptimization: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    // A length says that Adam is meant.
    if let preset = keys.preset, !keys.isGiven("epochs"), !keys.isGiven("steps") {
      solver = preset.lastLayerSolver
    }
    keys.choice("solver", &solver)
    switch solver {
    case .adam:
      length.visit(keys)
      refuse(
        ["tolerance", "own-class-limit", "iteration-limit"],
        "is the convex solver's; add 'solver: convex' or leave it out",
        keys
      )
    case .convex:
      keys.number("tolerance", &tolerance, .aboveZero)
      keys.number("own-class-limit", &ownClassLimit, .aboveZero)
      keys.integer("iteration-limit", &iterationLimit, in: 1...100_000)
      refuse(
        ["epochs", "steps"],
        "is Adam's; the convex solver stops at its 'tolerance', so leave it out",
        keys
      )
    }
  }

  /// Reports keys that only the other solver has; null stands for none, as everywhere.
  private func refuse(_ names: [String], _ reason: String, _ keys: some KeyVisitor) {
    for name in names {
      var unused: Double?
      keys.number(name, &unused, .any)
      if keys.isGiven(name) { keys.problem("'\(name)' \(reason)", at: name) }
    }
  }
}

extension Pruning: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.integer("nearest", &nearest, in: 1...1000)
    keys.integer("threshold", &threshold, in: 0...1000)
    if threshold > nearest {
      keys.problem(
        "at most 'nearest' = \(nearest) images can be of the prototype's class",
        at: "threshold"
      )
    }
  }
}

extension Length: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    var (epochs, steps): (Int?, Int?) =
      switch self {
      case .epochs(let count): (count, nil)
      case .steps(let count): (nil, count)
      }
    if keys.isGiven("epochs"), keys.isGiven("steps") {
      keys.problem("give either 'epochs' or 'steps', not both", at: "steps")
    } else if keys.isGiven("steps") {
      epochs = nil
    }
    keys.integer("epochs", &epochs, in: 0...100_000)
    keys.integer("steps", &steps, in: 0...100_000_000)
    if let steps { self = .steps(steps) } else if let epochs { self = .epochs(epochs) }
  }
}

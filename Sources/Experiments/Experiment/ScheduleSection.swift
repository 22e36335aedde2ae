import Recipe

extension Schedule: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section(
      keys.named(
        "warm-up",
        "The length of the warm-up: add-on layers and prototypes alone; `{epochs: 0}` for none."
      ),
      &warmUp
    )
    keys.sections(
      keys.named("cycles", "Cycles of the paper's stages 1 to 3, one after the other."),
      &cycles
    )
  }

  /// Keeps the cycles that train a baseline; where there are none, one that does nothing stands for them.
  mutating func leaveOutCyclesWithoutJointStage() {
    cycles.removeAll { $0.joint?.isPositive != true }
    if cycles.isEmpty { cycles = [Cycle()] }
  }
}

extension Schedule.Cycle: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    keys.section(
      keys.named(
        "joint",
        "Stage 1: the length of the training of all layers before the last one.",
        otherwise: "no such stage"
      ),
      &joint
    )
    keys.flag(
      keys.named(
        "projection",
        "Stage 2: whether every prototype moves onto the nearest latent patch of its class."
      ),
      &projection
    )
    keys.section(
      keys.named(
        "last-layer",
        "Stage 3: the optimisation of the last layer; `{}` takes its defaults.",
        otherwise: "no such stage"
      ),
      &lastLayer
    )
    keys.section(
      keys.named(
        "pruning",
        "Removes prototypes of mixed neighbourhoods, after the last layer.",
        otherwise: "none"
      ),
      &pruning
    )
    keys.integer(keys.named("repeat", "How often the cycle runs."), &self.repeat, in: 1...1000)
  }
}

extension LastLayerOptimization: Section {
  mutating func visit(_ keys: some KeyVisitor) {
    // A length says that Adam is meant.
    if let preset = keys.preset, !keys.isGiven("epochs"), !keys.isGiven("steps") {
      solver = preset.lastLayerSolver
    }
    keys.choice(
      keys.named(
        "solver",
        "adam: the released code's passes; convex: the convex problem, solved to a certificate. With `preset: as-paper` convex where no length is given."
      ),
      &solver
    )
    switch solver {
    case .adam:
      length.visit(keys)
      refuse(
        ["tolerance", "own-class-limit", "iteration-limit"],
        "is the convex solver's; add 'solver: convex' or leave it out",
        keys
      )
    case .convex:
      keys.number(
        keys.named(
          "tolerance",
          "The certified gap, relative to the objective, at which the convex solver stops."
        ),
        &tolerance,
        .aboveZero
      )
      keys.number(
        keys.named(
          "own-class-limit",
          "What own-class weights may be at most in size: without a limit the problem need not have a minimum.",
          otherwise: "100",
          example: "3"
        ),
        &ownClassLimit,
        .aboveZero
      )
      keys.integer(
        keys.named("iteration-limit", "The most iterations of the convex solver."),
        &iterationLimit,
        in: 1...100_000
      )
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
    keys.integer(
      keys.named("nearest", "k, the training pictures nearest to a prototype that are looked at."),
      &nearest,
      in: 1...1000
    )
    keys.integer(
      keys.named(
        "threshold",
        "How many of them must be of the prototype's class for it to stay; at most nearest."
      ),
      &threshold,
      in: 0...1000
    )
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
    keys.integer(
      keys.named("epochs", "Passes over the training pictures; in place of steps.", example: "5"),
      &epochs,
      in: 0...100_000
    )
    keys.integer(
      keys.named(
        "steps",
        "Steps of the optimiser, whatever the number of pictures; in place of epochs.",
        otherwise: "epochs",
        example: "1000"
      ),
      &steps,
      in: 0...100_000_000
    )
    if let steps { self = .steps(steps) } else if let epochs { self = .epochs(epochs) }
  }
}

extension Experiment {
  /// The stages of a run: warm-up, then cycles of joint stage, projection and last layer.
  package struct Schedule: Section {
    package var warmUp = Length.epochs(5)
    package var cycles: [Cycle] = []

    mutating func visit(_ keys: some KeyVisitor) {
      keys.section("warm-up", &warmUp)
      keys.sections("cycles", &cycles)
    }
  }

  /// One pass of the paper's stages 1 to 3; a stage that is not named is left out.
  package struct Cycle: Section {
    package var joint: Length?
    package var projection = true
    package var lastLayer: LastLayer?
    /// After the last layer; a cycle of a last layer alone may follow to optimise it again.
    package var pruning: Pruning?
    /// How often the cycle runs, one after the other.
    package var `repeat` = 1

    mutating func visit(_ keys: some KeyVisitor) {
      keys.section("joint", &joint)
      keys.flag("projection", &projection)
      keys.section("last-layer", &lastLayer)
      keys.section("pruning", &pruning)
      keys.integer("repeat", &self.repeat, in: 1...1000)
    }
  }

  /// Stage 3.
  package struct LastLayer: Section {
    package enum Solver: String, CaseIterable, Sendable {
      /// The released code's passes of Adam.
      case adam
      /// The convex problem, to a certified gap.
      case convex
    }

    package var solver = Solver.adam
    /// Of Adam.
    package var length = Length.epochs(20)
    /// The certified gap, relative to the objective, at which the convex solver stops.
    package var tolerance = 1e-6
    /// What own-class weights of the convex problem may be at most in size; 100 unless given.
    package var ownClassLimit: Double?
    /// The convex solver's iterations at most.
    package var iterationLimit = 200

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
}

/// How long a stage trains, or how far apart two events are.
package enum Length: Section, Hashable {
  /// Passes over the training images.
  case epochs(Int)
  /// Optimiser steps, whatever the number of images.
  case steps(Int)

  package init() { self = .epochs(0) }

  package var isPositive: Bool {
    switch self {
    case .epochs(let count), .steps(let count): count > 0
    }
  }

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

import Experiments
import Recipe

extension Experiment {
  /// The settings that decide the results of the last of some stages, given those before it.
  ///
  /// Whatever is not known to be without effect is among them, so that a new key never lets two
  /// different stages pass for one. The stages themselves stand for the schedule.
  func settings(deciding stages: [Stage]) -> String {
    var unused: Set = ["name", "description", "seeds", "schedule", "data.selection"]
    unused.formUnion(Experiment.keysWithoutEffect)
    let trained = Set(stages.compactMap(\.optimizer))
    if !trained.contains(.warmUp) {
      unused.formUnion(["optimizer.warm-up", "backbone.batch-normalization.warm-up"])
    }
    if !trained.contains(.joint) { unused.insert("optimizer.joint") }
    if !trained.contains(.lastLayer) { unused.insert("optimizer.last-layer") }
    var checks = checks
    if !stages.contains(where: { $0.kind == .projection }) {
      unused.formUnion(["pictures", "checks.theorem"])
      checks.theorem = false
    }
    if !stages.contains(where: { $0.kind == .lastLayer }) {
      // To convolutions and prototypes λ's term is a constant; recorded totals are computed again.
      unused.formUnion([
        "coefficients.last-layer-l1", "backbone.batch-normalization.last-layer",
        "checks.last-layer",
      ])
      checks.lastLayer = false
    }
    // The last stage alone is measured.
    if stages.count < self.stages.count {
      unused.insert("checks.prototypes")
      checks.prototypes = false
    }
    // No section means no check.
    if checks == Checks() { unused.insert("checks") }
    return settings(omitting: unused)
  }
}

extension Stage {
  /// The stage with all that its entry of the schedule says.
  var definition: String {
    switch self {
    case .warmUp(let length), .joint(_, let length): "\(name): \(length)"
    case .projection: name
    case .lastLayer(_, let optimization):
      switch optimization.solver {
      case .adam: "\(name): adam, \(optimization.length)"
      case .convex:
        "\(name): convex within \(optimization.ownClassLimit ?? LastLayerOptimization.usualOwnClassLimit), "
          + "\(optimization.tolerance), \(optimization.iterationLimit) iterations"
      }
    case .pruning(_, let pruning): "\(name): \(pruning.threshold) of \(pruning.nearest)"
    }
  }
}

import Experiments
import ProtoPNet
import SoftmaxRegression

extension Experiment {
  /// The settings that decide the results of the last of some stages, given those before it.
  ///
  /// Whatever is not known to be without effect is among them, so that a new key never lets two
  /// different stages pass for one. The stages themselves stand for the schedule.
  func settings(deciding stages: [Stage]) -> String {
    var unused: Set = [
      "name", "description", "seeds", "schedule", "data.selection",
      "engine.feature-cache-gigabytes",
    ]
    let trained = Set(stages.compactMap(\.training))
    if !trained.contains(.warmUp) {
      unused.formUnion(["optimizer.warm-up", "backbone.batch-normalization.warm-up"])
    }
    if !trained.contains(.joint) { unused.insert("optimizer.joint") }
    if !trained.contains(.lastLayer) { unused.insert("optimizer.last-layer") }
    var checks = checks
    if !stages.contains(where: { if case .projection = $0 { true } else { false } }) {
      unused.formUnion(["pictures", "checks.theorem"])
      checks.theorem = false
    }
    if !stages.contains(where: \.isOfLastLayer) {
      // To convolutions and prototypes λ's term is a constant; recorded totals are computed again.
      unused.formUnion([
        "coefficients.last-layer-l1", "backbone.batch-normalization.last-layer",
        "checks.last-layer",
      ])
      checks.lastLayer = false
    }
    // No section means no check.
    if checks == Checks() { unused.insert("checks") }
    return settings(omitting: unused)
  }
}

extension Stage {
  var isOfLastLayer: Bool {
    switch self {
    case .lastLayer, .convexLastLayer: true
    case .warmUp, .joint, .projection, .pruning: false
    }
  }

  /// The stage with all that its entry of the schedule says.
  var definition: String {
    func text(_ length: ProtoPNet.Length) -> String {
      switch length {
      case .epochs(let count): "\(count) epochs"
      case .steps(let count): "\(count) steps"
      }
    }
    return switch self {
    case .warmUp(let length), .joint(_, let length): "\(name): \(text(length))"
    case .lastLayer(_, let length): "\(name): adam, \(text(length))"
    case .projection: name
    case .convexLastLayer(_, let settings):
      "\(name): convex within \(settings.ownClassLimit), \(settings.solver.tolerance), "
        + "\(settings.solver.iterationLimit) iterations"
    case .pruning(_, let pruning): "\(name): \(pruning.threshold) of \(pruning.nearest)"
    }
  }
}

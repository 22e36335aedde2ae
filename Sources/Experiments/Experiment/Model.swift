extension Experiment {
  /// What is trained.
  package enum Model: String, CaseIterable, Sendable {
    case protopnet
    /// The same backbone with a linear layer, for as long and on the same pictures: what the paper's
    /// tables compare with. The linear layer has the rates of the add-on layers.
    case baseline

    /// The keys that a baseline's file may have, so that it may be ProtoPNet's, but that change nothing.
    static let keysUnusedByBaseline: Set = [
      "backbone.batch-normalization.last-layer", "add-on-layers", "prototypes", "coefficients",
      "optimizer.warm-up.prototypes", "optimizer.joint.prototypes", "optimizer.last-layer",
      "schedule.cycles.projection", "schedule.cycles.last-layer", "schedule.cycles.pruning",
      "pictures", "checks",
    ]
  }
}

extension Experiment.Schedule {
  /// Keeps the cycles that train a baseline; where there are none, one that does nothing stands for them.
  mutating func leaveOutCyclesWithoutJointStage() {
    cycles.removeAll { $0.joint?.isPositive != true }
    if cycles.isEmpty { cycles = [Experiment.Cycle()] }
  }
}

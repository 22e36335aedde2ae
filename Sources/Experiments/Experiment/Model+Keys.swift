import Recipe

extension Model {
  /// The keys that a baseline's file may have, so that it may be ProtoPNet's, but that change nothing.
  static let keysUnusedByBaseline: Set = [
    "backbone.batch-normalization.last-layer", "add-on-layers", "prototypes", "coefficients",
    "optimizer.warm-up.prototypes", "optimizer.joint.prototypes", "optimizer.last-layer",
    "schedule.cycles.projection", "schedule.cycles.last-layer", "schedule.cycles.pruning",
    "pictures", "checks",
  ]
}

package import Recipe

/// What a stage did, and the figures of the network after it.
package struct StageOutcome {
  /// Mean costs of every pass, and the share of images classified correctly meanwhile.
  package var passes: [(costs: Costs, accuracy: Double)] = []
  package var stepCount = 0
  package var usedCachedFeatures = false
  package var warnings: [String] = []
  /// Where the prototypes came to lie, after a projection.
  package var projection: Projection?
  /// Which prototypes stayed, after a pruning.
  package var pruning: PruningResult?
  /// How good the last layer is, where that was found out.
  package var lastLayer: LastLayerFit?
  /// On the test images; nil before the evaluation.
  package var test: Evaluation?
  /// On the validation images, where there are any.
  package var validation: Evaluation?

  /// Adds a finished pass; returns what the watch warns of after it.
  mutating func add(
    _ costs: Costs,
    accuracy: Double,
    of stage: Stage,
    _ watch: inout CollapseWatch
  ) -> String? {
    passes.append((costs, accuracy))
    guard let warning = watch.warning(after: costs, accuracy: accuracy) else { return nil }
    warnings.append("\(stage.name), pass \(passes.count): \(warning)")
    return warning
  }
}

/// What a stage that trains did.
package struct StageOutcome {
  /// Mean costs of every pass, and the share of images classified correctly meanwhile.
  package var passes: [(costs: Costs, accuracy: Double)] = []
  package var stepCount = 0
  package var usedCachedFeatures = false
  package var warnings: [String] = []
  /// How good the last layer is, where that was found out.
  package var lastLayer: LastLayerFit?

  package init() {}
}

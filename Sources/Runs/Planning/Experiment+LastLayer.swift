import Experiments
import Networks
import Recipe

extension Experiment {
  /// Checks that stage 3 is the convex problem that a solver or a check takes it for.
  func requireConvexLastLayer(_ backbone: Graph) throws(ExperimentError) {
    let stages = schedule.cycles.compactMap(\.lastLayer)
    let isAsked = checks.lastLayer && !stages.isEmpty
    guard isAsked || stages.contains(where: { $0.solver == .convex }) else { return }
    if backbone.hasBatchNormalization, self.backbone.batchNormalization.lastLayer == .train {
      throw problem(
        at: "backbone.batch-normalization.last-layer",
        """
        the convex last layer needs features that do not change, but batch normalisation in training \
        mode changes them with every batch; take 'evaluate'
        """
      )
    }
    guard coefficients[.lastLayerL1] > 0 else {
      throw problem(
        at: "coefficients.last-layer-l1",
        "the convex last layer needs a weight of its L1 term above 0"
      )
    }
    guard coefficients[.crossEntropy] > 0 else {
      throw problem(
        at: "coefficients.cross-entropy",
        "the convex last layer needs a weight of the cross entropy above 0"
      )
    }
  }
}

extension Graph {
  var hasBatchNormalization: Bool {
    nodes.contains { if case .batchNormalization = $0.operation { true } else { false } }
  }
}

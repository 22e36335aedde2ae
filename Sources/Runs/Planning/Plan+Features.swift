package import Datasets
import Experiments
import Networks
import ProtoPNet
package import Recipe
import Tensors

extension Plan {
  /// What a stage computes once for all its passes.
  package struct CachedRows {
    package let stage: Stage.ID
    package let byteCount: Int
    /// Whether they lie in a file of the run, because they would take too much memory.
    package let isOnDisk: Bool
  }

  /// What the stages compute once, in order; nothing for a stage that computes everything anew.
  package func cachedRows(of dataset: Dataset, prototypeCount: Int) -> [CachedRows] {
    cachedRows(
      imageCount: ExperimentData(experiment).trainingCount(of: dataset),
      prototypeCount: prototypeCount
    )
  }

  /// What the stages compute once for so many training images, offline copies included.
  func cachedRows(imageCount: Int, prototypeCount: Int) -> [CachedRows] {
    let rowCount = imageCount * (experiment.data.flip ? 2 : 1)
    return stages.compactMap { stage in
      rowShape(of: stage, prototypeCount: prototypeCount).map { shape in
        let rows = FeatureRows(stage: stage.id, name: "", count: rowCount, shape: shape)
        return CachedRows(
          stage: stage.id,
          byteCount: rows.byteCount,
          isOnDisk: rows.byteCount > experiment.engine.featureCacheByteCount
        )
      }
    }
  }

  /// Whether a stage computes each training picture's features once for all its passes.
  func computesOnce(_ stage: Stage) -> Bool {
    let settings = experiment.backbone.batchNormalization
    func isFixed(_ mode: BatchNormalizationMode) -> Bool {
      (!backbone.graph.hasBatchNormalization || mode == .evaluate)
        && experiment.data.augmentation?.mode != .onTheFly
    }
    return switch stage {
    case .warmUp: isFixed(settings.warmUp)
    case .lastLayer(_, let optimization):
      optimization.solver == .convex || isFixed(settings.lastLayer)
    case .joint, .projection, .pruning: false
    }
  }

  /// The shape of what a stage computes once for an image; nil where it computes everything anew.
  private func rowShape(of stage: Stage, prototypeCount: Int) -> Shape? {
    guard computesOnce(stage) else { return nil }
    return stage.kind == .warmUp ? featureShape : [prototypeCount]
  }
}

import Datasets
import Experiments
import Networks
import ProtoPNet
import Tensors

extension Plan {
  /// Where the features of which stages are kept, for a person; nil where no stage computes any.
  func featureDescription(of dataset: Dataset, prototypeCount: Int) throws -> String? {
    let augmentation = try ExperimentData(experiment).offlineAugmentation(of: dataset)
    let imageCount = augmentation?.count ?? dataset.train.count
    let rowCount = imageCount * (experiment.data.flip ? 2 : 1)
    let descriptions = stages.compactMap { stage in
      rowShape(of: stage, prototypeCount: prototypeCount).map { shape in
        let rows = FeatureRows(stage: stage.name, name: "", count: rowCount, shape: shape)
        let isOnDisk = rows.byteCount > experiment.engine.featureCacheByteCount
        let size = OfflineAugmentation.size(rows.byteCount)
        return "\(stage.name) \(size) \(isOnDisk ? "on disk" : "in memory")"
      }
    }
    return descriptions.isEmpty ? nil : descriptions.joined(separator: ", ")
  }

  /// The shape of what a stage computes once for an image; nil where it computes everything anew.
  private func rowShape(of stage: Stage, prototypeCount: Int) -> Shape? {
    let settings = experiment.backbone.batchNormalization
    func isFixed(_ mode: Experiment.BatchNormalizationMode) -> Bool {
      (!backbone.graph.hasBatchNormalization || mode == .evaluate)
        && experiment.data.augmentation?.mode != .onTheFly
    }
    return switch stage {
    case .warmUp: isFixed(settings.warmUp) ? featureShape : nil
    case .lastLayer: isFixed(settings.lastLayer) ? [prototypeCount] : nil
    case .convexLastLayer: [prototypeCount]
    case .joint, .projection, .pruning: nil
    }
  }
}

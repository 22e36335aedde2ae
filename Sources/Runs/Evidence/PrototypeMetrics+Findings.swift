package import Datasets
package import Experiments
package import Foundation
import Networks
package import ProtoPNet
import Recipe
import Tensors

extension PrototypeMeasurement {
  /// A measurement of a network on pictures below `root`, which says what is known of them.
  ///
  /// - Throws: `DatasetError` for annotations that cannot be read.
  package init(
    of network: PrototypeNetwork,
    classNames: [String],
    on images: ImageLoader,
    root: URL,
    _ settings: MeasurementSettings = MeasurementSettings()
  ) throws(DatasetError) {
    self.init(
      of: network.head,
      behind: { try network.evaluate(.whole, $0) },
      classNames: classNames,
      on: images,
      truth: try ObjectTruth(root: root, images: images.images),
      redrawing: try BirdRedrawing(of: root),
      settings
    )
  }
}

extension PrototypeFindings {
  /// What a finished measurement of a network says.
  ///
  /// - Throws: `NetworkError` where the network does not fit its pictures.
  package init(_ measurement: PrototypeMeasurement, of network: PrototypeNetwork) throws {
    let (graph, size) = (network.graph(.whole), measurement.imageSize)
    let shape = try graph.shapes(input: [1, graph.inputChannels, size, size])[graph.output]
    let prototypes = network.head.prototypeLayer.prototypes.shape
    self.init(
      measurement,
      grid: (shape[2] - prototypes[2] + 1, shape[3] - prototypes[3] + 1)
    )
  }
}

extension StageRecord.PrototypeMetrics {
  /// The record of what was found on a split.
  package init(_ findings: PrototypeFindings, split: String, imageSize: Int) {
    self.init(
      cards: findings.cards.map { MetricCard($0, split: split, imageSize: imageSize) },
      prototypes: findings.seats.map { seat in
        Prototype(
          imageCount: seat.imageCount,
          part: seat.part,
          partShare: seat.partShare,
          backgroundShare: seat.backgroundShare,
          purity: seat.purity,
          purityPart: seat.purityPart,
          duplicateOf: seat.duplicateOf
        )
      }
    )
  }
}

extension MetricCard {
  fileprivate init(_ figures: CardFigures, split: String, imageSize: Int) {
    self.init(
      id: figures.card,
      split: split,
      imageSize: imageSize,
      imageCount: figures.imageCount,
      prototypeCount: figures.prototypeCount,
      parameters: figures.parameters,
      values: figures.values,
      undefined: figures.undefined.map {
        Undefined(what: $0.what, count: $0.count, reason: $0.reason)
      },
      maskSource: figures.maskSource,
      needs: figures.needs
    )
  }
}

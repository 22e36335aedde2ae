import Checkpoints
import Datasets
package import Experiments
package import Foundation
import Images
package import ProtoPNet
import Runs

/// What was measured of a checkpoint's prototypes.
package struct MeasuredCheckpoint: Encodable, Sendable {
  package let checkpoint: String
  package let stage: String
  package let metrics: StageRecord.PrototypeMetrics
}

extension CheckpointEvaluator {
  /// Measures the prototypes on the pictures of a folder, or of its part of a name.
  ///
  /// `evidence` names an HDF5 file for all numbers that the cards are computed from; `note` hears of pictures
  /// that are left out, or read although they are damaged, and `progress` of finished steps.
  ///
  /// - Throws: ``RunError`` for a baseline and where similarities are no numbers, `DatasetError` for a folder
  ///   that is no data set, one of other classes and annotations that do not fit, `ImageError` for unreadable
  ///   pictures, `NetworkError` where the network cannot be compiled.
  package func prototypeMetrics(
    on folder: URL,
    part: String,
    _ settings: MeasurementSettings = MeasurementSettings(),
    evidence: URL? = nil,
    note: (String) -> Void = { _ in },
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> MeasuredCheckpoint {
    guard case .protopnet(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a baseline, which has no prototypes to measure"
      )
    }
    let dataset = try dataset(folder, part: part).sealed()
    for text in dataset.notes + dataset.remarks { note(text) }
    let images = dataset.test
    var measurement = try PrototypeMeasurement(
      of: network,
      classNames: restored.metadata.classNames,
      on: ImageLoader(images: images.images, transform: restored.transform),
      root: dataset.root,
      settings
    )
    do {
      while !measurement.isFinished {
        try measurement.advance()
        progress(measurement.finishedStepCount, measurement.stepCount)
      }
    } catch let error as ProtoPNetError {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "cannot be measured: \(error); \(restored.nonFiniteText)"
      )
    }
    let findings = try PrototypeFindings(measurement, of: network)
    try evidence.map { try findings.write(to: $0, images: images.images, split: images.name) }
    return MeasuredCheckpoint(
      checkpoint: restored.name,
      stage: restored.metadata.stage,
      metrics: StageRecord.PrototypeMetrics(
        findings,
        split: images.name,
        imageSize: restored.transform.imageSize
      )
    )
  }

  /// The pictures of the part of a folder that has parts, or of the folder itself.
  private func dataset(_ folder: URL, part: String) throws -> Dataset {
    guard part != "test" else { return try dataset(folder) }
    let inner = folder.appending(path: part)
    guard FileManager.default.fileExists(atPath: inner.path) else {
      throw DatasetError(
        dataset: folder.relativePath,
        problems: ["has no folder '\(part)'; name one that has, or leave out '--split'"]
      )
    }
    return try ImageFolder.load(inner, classNames: restored.metadata.classNames)
  }
}

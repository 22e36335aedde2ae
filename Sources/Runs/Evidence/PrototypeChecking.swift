import Datasets
import Experiments
import Images
import ProtoPNet
import Recipe
import Tensors

/// Measures the prototypes of a finished network on the test images and leaves the evidence.
struct PrototypeChecking {
  let trainer: StageTrainer
  let network: PrototypeNetwork
  let images: ImageLoader
  let dataset: Dataset
  let directory: RunDirectory
  let observer: any TrainingObserver

  /// What the record of the stage gets.
  ///
  /// - Throws: `ImageError` for unreadable pictures and masks, `DatasetError` for annotations that do not fit,
  ///   `NetworkError` where the network cannot be compiled, and what writing and pausing throw.
  func check(
    _ stage: Stage
  ) throws -> (metrics: StageRecord.PrototypeMetrics, evidence: StageRecord.Evidence) {
    var measurement = try PrototypeMeasurement(
      of: network,
      classNames: dataset.classNames,
      on: images,
      root: dataset.root
    )
    let (part, progress) = ("prototypes", trainer.progress)
    if let earlier = progress.earlierState(of: part) { try measurement.restore(earlier) }
    while !measurement.isFinished {
      try measurement.advance()
      let (done, all) = (measurement.finishedStepCount, measurement.stepCount)
      observer.advanced(part, done: done, of: all)
      try progress.mayPause(in: part, at: "\(part), step \(done) of \(all)") { measurement.saved }
    }
    progress.finish(part) { [measurement] in measurement.saved }
    let findings = try PrototypeFindings(measurement, of: network)
    let evidence = try directory.writeEvidence(.prototypes(stage.id)) {
      try findings.write(to: $0, images: images.images, split: dataset.test.name)
    }
    let metrics = StageRecord.PrototypeMetrics(
      findings,
      split: dataset.test.name,
      imageSize: images.transform.imageSize
    )
    return (metrics, evidence)
  }
}

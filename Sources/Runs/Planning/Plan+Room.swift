package import Datasets
package import Experiments
import Files
import Foundation
import Recipe

extension Plan {
  /// About how many bytes the rest of a run writes, and of those how many stay: checkpoints, predictions and
  /// pictures of prototypes stay, rows and saves that a stage keeps go; it trains on so many images, offline copies included.
  ///
  /// - Throws: As ``prototypeCount(classCount:)``.
  package func room(
    for dataset: Dataset,
    imageCount: Int,
    after finishedCount: Int = 0
  ) throws(ExperimentError) -> (kept: Int, peak: Int) {
    let prototypes = try prototypeCount(classCount: dataset.classCount)
    let parameters = parameterCount(classCount: dataset.classCount, prototypeCount: prototypes)
    let predictions = 4 * dataset.test.count * (dataset.classCount + 1)
    let written = stages.indices.dropFirst(finishedCount).reduce(0) { sum, index in
      // Two moments of every parameter are kept where a joint stage is still to come.
      let goesOn = stages[(index + 1)...].contains { $0.id.kind == .joint }
      return sum + 4 * parameters * (goesOn ? 3 : 1) + predictions
    }
    let left = Set(stages.dropFirst(finishedCount).map(\.id))
    let pictured = min(prototypes, experiment.pictures.prototypes ?? prototypes)
    let pictures = left.contains { $0.kind == .projection } ? pictured * pictureByteCount : 0
    let rows = cachedRows(imageCount: imageCount, prototypeCount: prototypes)
      .filter { $0.isOnDisk && left.contains($0.stage) }.map(\.byteCount).max()
    // A save has the moments too; one more lies there while the oldest is not removed yet.
    let saves = left.isEmpty ? 0 : 4 * parameters * 3 * (experiment.checkpoints.keep + 1)
    return (written + pictures, written + pictures + saves + (rows ?? 0))
  }

  /// Three PNG files of a prototype: two of the whole input, and a part of it.
  private var pictureByteCount: Int { 4 * experiment.data.imageSize * experiment.data.imageSize }

  /// What to say where the disk of a run has less room than the run will take; nil where it has enough.
  ///
  /// - Throws: As ``room(for:imageCount:after:)``.
  func shortageOfRoom(
    after finishedCount: Int,
    of dataset: Dataset,
    at directory: URL
  ) throws(ExperimentError) -> String? {
    let needed = try room(
      for: dataset,
      imageCount: dataset.train.count,
      after: finishedCount
    ).peak
    guard let free = DiskSpace.free(at: directory), free < needed else { return nil }
    return "warning: the run will write about \(DiskSpace.text(needed)), and its disk has "
      + "\(DiskSpace.text(free)) left; it ends where there is no more room, and goes on from there "
      + "when there is"
  }
}

import Datasets
import Experiments
import Files
import Foundation
import Recipe

extension Plan {
  /// About how many bytes a run will write yet: checkpoints, predictions, and the rows and saves that a stage
  /// keeps meanwhile; `dataset` is what it trains on.
  ///
  /// - Throws: As ``prototypeCount(classCount:)``.
  func byteCountToWrite(
    after finishedCount: Int,
    of dataset: Dataset
  ) throws(ExperimentError) -> Int {
    let prototypes = try prototypeCount(classCount: dataset.classCount)
    let parameters = parameterCount(classCount: dataset.classCount, prototypeCount: prototypes)
    let predictions = 4 * dataset.test.count * (dataset.classCount + 1)
    let written = stages.indices.dropFirst(finishedCount).reduce(0) { sum, index in
      // Two moments of every parameter are kept where a joint stage is still to come.
      let goesOn = stages[(index + 1)...].contains { $0.id.kind == .joint }
      return sum + 4 * parameters * (goesOn ? 3 : 1) + predictions
    }
    let left = Set(stages.dropFirst(finishedCount).map(\.id))
    let rows = cachedRows(imageCount: dataset.train.count, prototypeCount: prototypes)
      .filter { $0.isOnDisk && left.contains($0.stage) }.map(\.byteCount).max()
    // A save has the moments too; one more lies there while the oldest is not removed yet.
    let saves = left.isEmpty ? 0 : 4 * parameters * 3 * (experiment.checkpoints.keep + 1)
    return written + saves + (rows ?? 0)
  }

  /// What to say where the disk of a run has less room than the run will take; nil where it has enough.
  ///
  /// - Throws: As ``byteCountToWrite(after:of:)``.
  func shortageOfRoom(
    after finishedCount: Int,
    of dataset: Dataset,
    at directory: URL
  ) throws(ExperimentError) -> String? {
    let needed = try byteCountToWrite(after: finishedCount, of: dataset)
    guard let free = DiskSpace.free(at: directory), free < needed else { return nil }
    return "warning: the run will write about \(DiskSpace.text(needed)), and its disk has "
      + "\(DiskSpace.text(free)) left; it ends where there is no more room, and goes on from there "
      + "when there is"
  }
}

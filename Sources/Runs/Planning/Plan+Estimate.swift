import Experiments
import Recipe

extension Plan {
  /// What a program takes beside a step, its rows, and pictures that wait for their turn.
  private static let restByteCount = 1 << 30

  /// About how many bytes of memory a run takes, generously: the largest step and a quarter more, the rows
  /// that a stage keeps in memory, and a rest.
  ///
  /// Where the number of pictures is not known, the rows are as many as may be kept.
  ///
  /// - Throws: As ``largestStep(batchSize:)``, and `DatasetError` for unfit pictures.
  package func memoryEstimate() throws -> Int {
    let step = try largestStep().byteCount
    return step + step / 4 + (try keptByteCount()) + Self.restByteCount
  }

  private func keptByteCount() throws -> Int {
    let counts = try PictureCounts(experiment)
    let prototypes = try counts.map { try prototypeCount(classCount: $0.classes) } ?? 1
    let rows = cachedRows(imageCount: counts?.train ?? 1, prototypeCount: prototypes)
      .filter { !$0.isOnDisk }
    guard let largest = rows.map(\.byteCount).max() else { return 0 }
    return counts == nil ? experiment.engine.featureCacheByteCount : largest
  }
}

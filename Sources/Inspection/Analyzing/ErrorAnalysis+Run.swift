package import Experiments
import Files
package import Foundation
import Runs
import Tensors

extension ErrorAnalysis {
  /// What a run's reported network gets wrong on the test split; nil where its predictions are not there.
  ///
  /// - Throws: `CheckpointError` and ``RunError/unfit(checkpoint:problem:)`` for predictions that cannot be
  ///   read, were changed, or say something else than the record.
  package init?(record: RunRecord, directory: URL) throws {
    guard let predictions = try RunPredictions(record: record, directory: directory) else {
      return nil
    }
    let file = predictions.file
    let names = record.data.classNames
    guard file.logits.shape.dimensions == [file.labels.count, names.count],
      file.labels.allSatisfy(names.indices.contains),
      file.classNames.map({ $0.hasSameBytes(as: names) }) ?? true
    else {
      throw RunError.unfit(
        checkpoint: record.reportedStage.flatMap { record.stages[$0].predictions?.path } ?? "",
        problem: "is of other classes than the run's record"
      )
    }
    self.init(
      classNames: names,
      images: file.images,
      labels: file.labels,
      logits: file.logits.values
    )
  }
}

import Digests
import Experiments
import Files
import Foundation
import Runs

/// What a run's reported network says of every test image.
struct RunPredictions: Sendable {
  let seed: UInt64
  let file: PredictionFile
  /// What must be equal for two runs to be compared image by image.
  let images: TestImages
  /// [N].
  let isCorrect: [Bool]

  struct TestImages: Hashable, Sendable {
    let splitDigest: String?
    let classNames: [ByteName]
    let paths: [ByteName]
  }

  /// Reads the predictions after the reported stage; nil where the run kept none or they are gone.
  ///
  /// - Throws: `CheckpointError` and ``RunError/unfit(checkpoint:problem:)`` for a file that cannot
  ///   be read, was changed, or says something else than the record.
  init?(record: RunRecord, directory: URL) throws {
    guard let stage = record.reportedStage.map({ record.stages[$0] }),
      let evidence = stage.predictions
    else { return nil }
    let url = directory.appending(path: evidence.path)
    guard PathKind(at: url) != .nothing else { return nil }
    guard "\(try SHA256Digest(contentsOf: url))" == evidence.digest else {
      throw RunError.unfit(
        checkpoint: url.relativePath,
        problem: "was changed since the run wrote it; restore it, or remove it and go without"
      )
    }
    file = try PredictionFile(contentsOf: url)
    guard file.correctCount == stage.evaluation.correctCount else {
      throw RunError.unfit(
        checkpoint: url.relativePath,
        problem: "classifies \(file.correctCount) images correctly, and the run's record says "
          + "\(stage.evaluation.correctCount)"
      )
    }
    seed = record.seed
    images = TestImages(
      splitDigest: record.data.splits.first { $0.name == stage.evaluation.split }?.digest,
      classNames: record.data.classNames.map(ByteName.init),
      paths: file.images.map(ByteName.init)
    )
    isCorrect = file.isCorrect
  }

  /// A checkpoint's predictions of pictures that no run told of.
  init(_ predictions: Predictions) {
    seed = 0
    file = PredictionFile(
      images: predictions.images,
      labels: predictions.labels,
      logits: predictions.logits
    )
    images = TestImages(
      splitDigest: nil,
      classNames: predictions.classNames.map(ByteName.init),
      paths: predictions.images.map(ByteName.init)
    )
    isCorrect = file.isCorrect
  }
}

import Digests
import Experiments
import Foundation
import Inspection
import Recipe
import Tensors
import Runs

/// Finished runs whose only stage left predictions of a few images of two classes.
struct PredictionRuns {
  let folder: URL

  /// Writes a run's predictions; `correct` tells which of its images are classified correctly.
  func run(
    _ name: String,
    seed: UInt64,
    correct: [Bool],
    margin: Float = 1,
    images: String = "picture",
    keepsPredictions: Bool = true
  ) throws -> (record: RunRecord, directory: URL) {
    let directory = folder.appending(path: "\(name)-s\(seed)")
    try FileManager.default.createDirectory(
      at: directory.appending(path: "checks"),
      withIntermediateDirectories: true
    )
    let labels = correct.indices.map { $0 % 2 }
    let logits = zip(correct, labels).flatMap { isCorrect, label -> [Float] in
      (isCorrect ? label : 1 - label) == 0 ? [margin, 0] : [0, margin]
    }
    let path = "checks/predictions-joint.h5"
    try PredictionFile(
      images: labels.indices.map { "\(images)-\($0).png" },
      labels: labels,
      logits: Tensor(logits, shape: [correct.count, 2])
    ).write(to: directory.appending(path: path))
    let digest = "\(try SHA256Digest(contentsOf: directory.appending(path: path)))"

    var record = RunRecord(
      experiment: name,
      experimentDigest: name,
      runID: "\(name)-s\(seed)",
      seed: seed,
      environment: .init(
        program: "p",
        library: "l",
        processor: "x",
        threads: 1,
        convolution: "direct"
      ),
      data: .init(
        name: "pictures",
        classNames: ["a", "b"],
        imageSize: 8,
        splits: [.init(name: "test", imageCount: correct.count, digest: images)]
      ),
      network: .init(
        architecture: "vgg16",
        weights: nil,
        parameterCount: 1,
        latentShape: [1, 1, 1],
        prototypeCount: 2,
        floatingPointOperations: 1
      )
    )
    var stage = StageRecord(
      id: Stage.ID(.joint),
      stepCount: 1,
      usedCachedFeatures: false,
      passes: [],
      evaluation: .init(
        split: "test",
        imageCount: correct.count,
        correctCount: correct.count { $0 },
        costs: [.crossEntropy: 1, .cluster: 1, .separation: 1]
      ),
      projection: nil,
      checkpoint: "checkpoints/joint.h5",
      checkpointDigest: "0"
    )
    if keepsPredictions { stage.predictions = .init(path: path, digest: digest) }
    record.stages = [stage]
    record.isComplete = true
    return (record, directory)
  }

  /// A network of one run for each seed.
  func network(_ name: String, _ correct: [UInt64: [Bool]], margin: Float = 1) throws
    -> NetworkPredictions
  {
    try NetworkPredictions(
      correct.sorted { $0.key < $1.key }
        .map { try run(name, seed: $0.key, correct: $0.value, margin: margin) }
    )
  }
}

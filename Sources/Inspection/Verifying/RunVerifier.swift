import Checkpoints
import Datasets
import Digests
import Engine
package import Experiments
package import Foundation
package import ProtoPNet
import Recipe
import Runs
import Tensors

/// Derives again what a run's record claims, from the pictures and the run's checkpoints.
///
/// Nothing that the run computed is taken over: each checked stage is repeated on the network that the
/// checkpoint before it holds.
package struct RunVerifier {
  let plan: Plan
  let record: RunRecord
  let directory: RunDirectory
  let dataset: Dataset
  let data: TrainingData
  private let model: ModelNetwork
  let observer: any TrainingObserver

  /// The network of a run of ProtoPNet.
  var network: PrototypeNetwork {
    guard case .protopnet(let network) = model else { preconditionFailure("a run of a baseline") }
    return network
  }

  /// Reads a run's folder and what the run was made from.
  ///
  /// The experiment is to be given as its file gives it, because paths in it start at that file.
  ///
  /// - Throws: `RecordError`, `DatasetError` or `CheckpointError` for what cannot be read, and
  ///   ``RunError/otherExperiment(run:file:)``.
  package init(run: URL, experiment: Experiment, observer: any TrainingObserver) throws {
    directory = RunDirectory(url: run)
    record = try RunRecord(contentsOf: directory.record)
    guard "\(experiment.digest)" == record.experimentDigest else {
      throw RunError.otherExperiment(run: run.relativePath, file: experiment.file)
    }
    self.observer = observer
    plan = try Plan(experiment)
    dataset = try ExperimentData(experiment).load()
    let weights = try StartWeights(experiment, for: plan.backbone)
    let start = try StartCheckpoint(experiment)
    let convolutions = AlgorithmFile(url: directory.convolutions)
    model = try plan.makeModel(
      classCount: dataset.classCount,
      engine: plan.makeEngine(ConvolutionChoices(convolutions.algorithms)),
      seed: record.seed,
      weights: weights,
      start: start
    )
    let normalization = experiment.normalization(
      weights?.normalization ?? start?.checkpoint.normalization
    )
    data = TrainingData(
      dataset,
      transform: normalization.transform(imageSize: experiment.data.imageSize)
    )
  }

  /// Goes through the whole run.
  ///
  /// - Throws: `DatasetError` and `ImageError` for unreadable pictures, `CheckpointError` and
  ///   `RunError` for a checkpoint that cannot be read or does not fit, `ProtoPNetError` for
  ///   classes that have no image or would lose all prototypes, `NetworkError` where the network
  ///   cannot be compiled, and what reading files throws.
  package func verify() throws -> Verification {
    var result = Verification()
    try verifyPictures(&result)
    let names = plan.stages.prefix(record.stages.count).map(\.name)
    result.expect(
      "run",
      "\(record.stages.count) of \(plan.stages.count) stages, as scheduled",
      failing: names == record.stages.map(\.name)
        ? [] : ["stages \(record.stages.map(\.name)), and the schedule has \(names)"]
    )
    guard result.mismatches.isEmpty else { return result }
    verifyEvidence(&result)
    switch model {
    case .protopnet(let network): try verifyStages(of: network, &result)
    case .baseline(let network): try verifyStages(of: network, &result)
    }
    return result
  }

  private func verifyStages(of network: PrototypeNetwork, _ result: inout Verification) throws {
    var before = NetworkState(network)
    for (stage, stageRecord) in zip(plan.stages, record.stages) {
      guard let file = try checkpointFile(stageRecord, &result) else { return }
      let checkpoint = try Checkpoint(contentsOf: file)
      verifyFrozenParts(stage, before, NetworkState(checkpoint), &result)
      switch stage {
      case .projection: try verifyProjection(stageRecord, checkpoint, &result)
      case .pruning(_, let pruning):
        try verifyPruning(stageRecord, pruning, checkpoint, &result)
      case .warmUp, .joint, .lastLayer: break
      }
      try network.load(checkpoint, from: stageRecord.checkpoint)
      before = NetworkState(network)
    }
    if let last = record.stages.last { try verifyEvaluation(last, &result) }
  }

  // MARK: - Files

  private func verifyPictures(_ result: inout Verification) throws {
    for (split, images) in zip(record.data.splits, dataset.splits) {
      let digest = "\(try images.digest())"
      result.expect(
        "run",
        "\(images.count) \(images.name) pictures are those of the record",
        failing: digest == split.digest && images.name == split.name
          ? [] : ["the \(images.name) pictures are not those of the record"]
      )
    }
  }

  /// A later stage may have added to a file, so the last digest counts.
  private func verifyEvidence(_ result: inout Verification) {
    let files = record.stages.flatMap { ($0.evidence ?? []) + ($0.predictions.map { [$0] } ?? []) }
      .reduce(into: [String: String]()) { $0[$1.path] = $1.digest }
    let wrong = files.keys.sorted().filter { path in
      do {
        let file = directory.file(path)
        return try "\(SHA256Digest(contentsOf: file))" != files[path]
      } catch { return true }
    }
    guard !files.isEmpty else { return }
    result.expect(
      "run",
      "\(files.count) files of evidence are as they were written",
      failing: wrong.map { "\($0) is missing or was changed" }
    )
  }

  /// The checkpoint after a stage; nil where it is not as it was written.
  ///
  /// - Throws: What the file system says of a checkpoint that cannot be read.
  func checkpointFile(_ stage: StageRecord, _ result: inout Verification) throws -> URL? {
    let file = directory.file(stage.checkpoint)
    guard FileManager.default.fileExists(atPath: file.path) else {
      result.expect(stage.name, "", failing: ["\(stage.checkpoint) is missing"])
      return nil
    }
    let isSame = "\(try SHA256Digest(contentsOf: file))" == stage.checkpointDigest
    result.expect(
      stage.name,
      "\(stage.checkpoint) is as it was written",
      failing: isSame ? [] : ["\(stage.checkpoint) was changed"]
    )
    return isSame ? file : nil
  }

  // MARK: - Numbers

  /// Counts the final network's correct test images, and looks for prototypes that decide nothing.
  private func verifyEvaluation(_ stage: StageRecord, _ result: inout Verification) throws {
    let classes = network.head.prototypeLayer.prototypeClass
    var correct = 0
    var isNearest = [Bool](repeating: false, count: classes.count)
    try forEachBatch(of: data.test, "test", plan.experiment.optimizer.batchSize) { batch in
      let output = network.head.forward(try network.evaluate(.whole, batch.images))
      correct += Accuracy.correctCount(logits: output.logits, labels: batch.labels)
      let distances = output.minimumDistances.values.values
      for (image, label) in batch.labels.enumerated() {
        let own = classes.indices.filter { classes[$0] == label }
        let row = image * classes.count
        if let nearest = own.min(by: { distances[row + $0] < distances[row + $1] }) {
          isNearest[nearest] = true
        }
      }
    }
    expect(correct, of: stage, &result)
    let dead = isNearest.indices.filter { !isNearest[$0] }
    if !dead.isEmpty {
      result.note(
        stage.name,
        "\(dead.count) prototypes are the nearest of their class for no test image of it: "
          + Self.list(dead)
      )
    }
  }

  func expect(_ correct: Int, of stage: StageRecord, _ result: inout Verification) {
    let claim = stage.evaluation
    result.expect(
      stage.name,
      "\(correct) of \(claim.imageCount) \(claim.split) images are classified correctly",
      failing: correct == claim.correctCount && data.test.images.count == claim.imageCount
        ? []
        : ["\(correct) images are classified correctly, and the record says \(claim.correctCount)"]
    )
  }

  func forEachBatch(
    of loader: ImageLoader,
    _ name: String,
    _ batchSize: Int,
    reversed: Bool = false,
    _ body: (Batch) throws -> Void
  ) throws {
    let order = Array(loader.images.indices)
    let total = (order.count + batchSize - 1) / batchSize
    var done = 0
    try loader.forEachBatch(
      order: reversed ? order.reversed() : order,
      batchSize: batchSize
    ) { batch in
      try body(batch)
      done += 1
      observer.advanced(name, done: done, of: total)
    }
  }

  /// The first of some indices, and how many more there are.
  static func list(_ indices: [Int], limit: Int = 20) -> String {
    let first = indices.prefix(limit).map(String.init).joined(separator: ", ")
    return indices.count > limit ? "\(first) and \(indices.count - limit) more" : first
  }
}

import Checkpoints
import Datasets
import Experiments
import ProtoPNet
import Recipe
import Runs

extension RunVerifier {
  /// Checks that the warm-up left the backbone alone, and counts the final network's correct images.
  ///
  /// - Throws: `CheckpointError` and `RunError` for a checkpoint that cannot be read or does not
  ///   fit, `ImageError` for an unreadable picture, `NetworkError` where the network cannot be
  ///   compiled, and what reading files throws.
  func verifyStages(of network: BaselineNetwork, _ result: inout Verification) throws {
    var before = NetworkState(network)
    for (stage, stageRecord) in zip(plan.stages, record.stages) {
      guard let file = try checkpointFile(stageRecord, &result) else { return }
      let checkpoint = try BaselineCheckpoint(contentsOf: file)
      let after = NetworkState(checkpoint)
      // A joint stage may change everything.
      if stage.kind == .warmUp { verifyFrozenParts(stage, before, after, &result) }
      try network.load(checkpoint, from: stageRecord.checkpoint)
      before = after
    }
    guard let last = record.stages.last else { return }
    var correct = 0
    try forEachBatch(of: data.test, "test", plan.experiment.optimizer.batchSize) { batch in
      let logits = try network.logits(batch.images)
      correct += Accuracy.correctCount(logits: logits, labels: batch.labels)
    }
    expect(correct, of: last, &result)
  }
}

internal import Checkpoints
internal import ProtoPNet

extension StageTrainer {
  /// Sets network and optimisers as a stage leaves them, given that they are as the stage before left them.
  func takeOver(
    _ checkpoint: Checkpoint,
    after stage: Stage,
    from path: String
  ) throws(WorkbenchError) {
    try network.load(checkpoint, from: path)
    if case .pruning = stage { restartOptimizers() }
    // Those that the checkpoint leaves out are as they were, or nothing goes on with them.
    restoreOptimizers(checkpoint.optimizers, checkpoint.progress)
  }
}

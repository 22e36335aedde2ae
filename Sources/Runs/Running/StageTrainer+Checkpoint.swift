import Checkpoints
import Foundation
import Networks
import ProtoPNet
import Recipe

extension StageTrainer {
  /// Writes the network with the optimisers that `later` stages go on with; `sources` are the prototypes'.
  ///
  /// - Throws: `CheckpointError` where the file cannot be written.
  func writeCheckpoint(
    _ metadata: Checkpoint.Metadata,
    _ normalization: InputNormalization,
    sources: [PrototypeSource]?,
    before later: [Stage],
    finishedStageCount: Int,
    to file: URL
  ) throws(CheckpointError) {
    var progress = ["finished_stage_count": finishedStageCount]
    for stage in network.optimizedStages {
      progress[stage.progressName] = optimizer(stage).epochCount
    }
    switch ModelNetwork(network) {
    case .protopnet(let network):
      try Checkpoint(
        metadata: metadata,
        normalization: normalization,
        parameters: network.checkpointParameters,
        prototypes: Checkpoint.Prototypes(network.head.prototypeLayer, sources: sources),
        lastLayer: network.head.lastLayer.weight,
        optimizers: optimizerStates(for: later),
        progress: progress
      ).write(to: file)
    case .baseline(let network):
      try BaselineCheckpoint(
        metadata: metadata,
        normalization: normalization,
        parameters: network.checkpointParameters,
        optimizers: optimizerStates(for: later),
        progress: progress
      ).write(to: file)
    }
  }

  /// Sets network and optimisers as a checkpoint left them; returns the prototypes' sources.
  ///
  /// - Throws: `CheckpointError` or ``RunError`` for a file that cannot be read or does not fit.
  func restore(from file: URL) throws -> [PrototypeSource]? {
    // The checkpoint may hold fewer prototypes.
    try load(file, restartingOptimizers: true)
  }

  /// Sets network and optimisers as a stage leaves them that another run computed, given that they are
  /// as the stage before left them; returns the prototypes' sources.
  ///
  /// - Throws: As ``restore(from:)``.
  func takeOver(_ file: URL, after stage: Stage) throws -> [PrototypeSource]? {
    // Those that the checkpoint leaves out are as they were, or nothing goes on with them.
    try load(file, restartingOptimizers: stage.kind == .pruning)
  }

  private func load(_ file: URL, restartingOptimizers: Bool) throws -> [PrototypeSource]? {
    switch ModelNetwork(network) {
    case .protopnet(let network):
      let checkpoint = try Checkpoint(contentsOf: file)
      try network.load(checkpoint, from: file.path)
      if restartingOptimizers { restartOptimizers() }
      restoreOptimizers(checkpoint.optimizers, checkpoint.progress)
      return checkpoint.prototypes.sources
    case .baseline(let network):
      let checkpoint = try BaselineCheckpoint(contentsOf: file)
      try network.load(checkpoint, from: file.path)
      restoreOptimizers(checkpoint.optimizers, checkpoint.progress)
      return nil
    }
  }

  // MARK: - Optimisers

  /// The state of the optimisers that later stages go on with.
  private func optimizerStates(for later: [Stage]) -> [String: OptimizerState] {
    later.compactMap(\.optimizer).reduce(into: [:]) { states, stage in
      let state = optimizer(stage).state
      states[stage.rawValue] = OptimizerState(
        stepCount: state.stepCount,
        firstMoments: state.firstMoments,
        secondMoments: state.secondMoments
      )
    }
  }

  private func restoreOptimizers(_ states: [String: OptimizerState], _ progress: [String: Int]) {
    for stage in network.optimizedStages {
      let epochCount = progress[stage.progressName] ?? 0
      // Moments are left out where no later stage needs them; the count is a part of every checkpoint.
      optimizer(stage).epochCount = epochCount
      guard let state = states[stage.rawValue] else { continue }
      optimizer(stage).state = StageOptimizer.State(
        epochCount: epochCount,
        stepCount: state.stepCount,
        momentStepCount: state.stepCount,
        firstMoments: state.firstMoments,
        secondMoments: state.secondMoments
      )
    }
  }
}

extension Stage.Kind {
  fileprivate var progressName: String {
    "\(rawValue.replacing("-", with: "_"))_epoch_count"
  }
}

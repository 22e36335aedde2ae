import Checkpoints
import Foundation
import ProtoPNet
import Tensors

/// What a run asks of the trainer of its model, be it ProtoPNet or the baseline.
protocol ModelTrainer: AnyObject {
  /// The network with prototypes that is trained; nil for a model without.
  var prototypeNetwork: PrototypeNetwork? { get }
  /// The stages that have an optimiser.
  var optimizedStages: [TrainingStage] { get }
  /// Where rows are kept that a stage computes once.
  var featureStorage: any FeatureStorage { get set }

  /// Runs a stage; what a projection or a pruning found comes beside the outcome.
  func perform(_ stage: Stage) throws -> (StageOutcome, Projection?, PruningResult?)
  func evaluate() throws -> Evaluation
  func evaluateOnValidation() throws -> Evaluation?
  func optimizer(_ stage: TrainingStage) -> StageOptimizer

  /// Writes the network with its optimisers; `sources` are the prototypes'.
  func writeCheckpoint(
    _ metadata: Checkpoint.Metadata,
    _ normalization: InputNormalization,
    sources: [Checkpoint.Source]?,
    optimizers: [String: OptimizerState],
    progress: [String: Int],
    to file: URL
  ) throws
  /// Sets network and optimisers as a checkpoint left them; returns the prototypes' sources.
  func restore(from file: URL) throws -> [Checkpoint.Source]?
  /// Sets network and optimisers as a stage leaves them that another run computed, given that they are
  /// as the stage before left them; returns the prototypes' sources.
  func takeOver(_ file: URL, after stage: Stage) throws -> [Checkpoint.Source]?
}

extension ModelTrainer {
  /// The state of the optimisers that later stages go on with.
  func optimizerStates(for later: [Stage]) -> [String: OptimizerState] {
    later.compactMap(\.training).reduce(into: [:]) { states, stage in
      let state = optimizer(stage).state
      states[stage.rawValue] = OptimizerState(
        stepCount: state.stepCount,
        firstMoments: state.firstMoments,
        secondMoments: state.secondMoments
      )
    }
  }

  /// The finished epochs of every optimiser, for a checkpoint's progress.
  var epochCounts: [String: Int] {
    optimizedStages.reduce(into: [:]) {
      $0[$1.progressName] = optimizer($1).epochCount
    }
  }

  /// Sets the optimisers as a checkpoint left them.
  func restoreOptimizers(
    _ states: [String: OptimizerState],
    _ progress: [String: Int]
  ) {
    for stage in optimizedStages {
      let epochCount = progress[stage.progressName] ?? 0
      // Moments are left out where no later stage needs them; the count is a part of every checkpoint.
      optimizer(stage).epochCount = epochCount
      guard let state = states[stage.rawValue] else { continue }
      optimizer(stage).state = StageOptimizer.State(
        epochCount: epochCount,
        stepCount: state.stepCount,
        firstMoments: state.firstMoments,
        secondMoments: state.secondMoments
      )
    }
  }
}

extension TrainingStage {
  fileprivate var progressName: String {
    "\(rawValue.replacing("-", with: "_"))_epoch_count"
  }
}

extension StageTrainer: ModelTrainer {
  var prototypeNetwork: PrototypeNetwork? { network }

  var optimizedStages: [TrainingStage] { [.warmUp, .joint, .lastLayer] }

  func perform(_ stage: Stage) throws -> (StageOutcome, Projection?, PruningResult?) {
    switch stage {
    case .warmUp(let length): (try warmUp(length), nil, nil)
    case .joint(let cycle, let length): (try joint(cycle: cycle, length), nil, nil)
    case .projection: (StageOutcome(), try project(), nil)
    case .lastLayer(let cycle, let length): (try lastLayer(cycle: cycle, length), nil, nil)
    case .convexLastLayer(let cycle, let settings):
      (try convexLastLayer(cycle: cycle, settings), nil, nil)
    case .pruning(_, let pruning): (StageOutcome(), nil, try prune(pruning))
    }
  }

  func writeCheckpoint(
    _ metadata: Checkpoint.Metadata,
    _ normalization: InputNormalization,
    sources: [Checkpoint.Source]?,
    optimizers: [String: OptimizerState],
    progress: [String: Int],
    to file: URL
  ) throws {
    try Checkpoint(
      metadata: metadata,
      normalization: normalization,
      parameters: network.checkpointParameters,
      prototypes: Checkpoint.Prototypes(network.head.prototypeLayer, sources: sources),
      lastLayer: network.head.lastLayer.weight,
      optimizers: optimizers,
      progress: progress
    ).write(to: file)
  }

  func restore(from file: URL) throws -> [Checkpoint.Source]? {
    // The checkpoint may hold fewer prototypes.
    try load(file, restartingOptimizers: true)
  }

  func takeOver(_ file: URL, after stage: Stage) throws -> [Checkpoint.Source]? {
    // Those that the checkpoint leaves out are as they were, or nothing goes on with them.
    let isPruning = if case .pruning = stage { true } else { false }
    return try load(file, restartingOptimizers: isPruning)
  }

  private func load(_ file: URL, restartingOptimizers: Bool) throws -> [Checkpoint.Source]? {
    let checkpoint = try Checkpoint(contentsOf: file)
    try network.load(checkpoint, from: file.path)
    if restartingOptimizers { restartOptimizers() }
    restoreOptimizers(checkpoint.optimizers, checkpoint.progress)
    return checkpoint.prototypes.sources
  }
}

extension BaselineTrainer: ModelTrainer {
  var prototypeNetwork: PrototypeNetwork? { nil }

  var optimizedStages: [TrainingStage] { [.warmUp, .joint] }

  func perform(_ stage: Stage) throws -> (StageOutcome, Projection?, PruningResult?) {
    switch stage {
    case .warmUp(let length): return (try warmUp(length), nil, nil)
    case .joint(let cycle, let length): return (try joint(cycle: cycle, length), nil, nil)
    case .projection, .lastLayer, .convexLastLayer, .pruning:
      preconditionFailure("a baseline has no stage '\(stage.name)'")
    }
  }

  func writeCheckpoint(
    _ metadata: Checkpoint.Metadata,
    _ normalization: InputNormalization,
    sources: [Checkpoint.Source]?,
    optimizers: [String: OptimizerState],
    progress: [String: Int],
    to file: URL
  ) throws {
    try BaselineCheckpoint(
      metadata: metadata,
      normalization: normalization,
      parameters: network.checkpointParameters,
      optimizers: optimizers,
      progress: progress
    ).write(to: file)
  }

  func restore(from file: URL) throws -> [Checkpoint.Source]? {
    let checkpoint = try BaselineCheckpoint(contentsOf: file)
    try network.load(checkpoint, from: file.path)
    restoreOptimizers(checkpoint.optimizers, checkpoint.progress)
    return nil
  }

  func takeOver(_ file: URL, after stage: Stage) throws -> [Checkpoint.Source]? {
    try restore(from: file)
  }
}

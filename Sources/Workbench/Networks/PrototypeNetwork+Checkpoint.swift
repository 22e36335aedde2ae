internal import Checkpoints
internal import Engine
internal import Networks
internal import ProtoPNet
internal import Tensors

extension PrototypeNetwork {
  /// Every parameter of the convolutional layers by its name in a checkpoint.
  var checkpointParameters: [String: Tensor] {
    parameters.specifications.reduce(into: [:]) { $0[$1.name] = parameters[$1.name] }
  }

  /// Takes over the values of a checkpoint.
  ///
  /// - Throws: ``WorkbenchError/unfit(checkpoint:problem:)`` naming every parameter that is missing
  ///   or has another shape.
  func load(_ checkpoint: Checkpoint, from path: String) throws(WorkbenchError) {
    var problems: [String] = []
    func check(_ name: String, _ found: Tensor?, _ expected: Shape) {
      if let found, found.shape != expected {
        problems.append("'\(name)' has the shape \(found.shape), not \(expected)")
      } else if found == nil {
        problems.append("'\(name)' \(expected) is missing")
      }
    }
    for specification in parameters.specifications {
      check(specification.name, checkpoint.parameters[specification.name], specification.shape)
    }
    let vectors = checkpoint.prototypes.vectors
    check("prototypes/vectors", vectors, head.prototypeLayer.prototypes.shape)
    check("last_layer/weight", checkpoint.lastLayer, head.lastLayer.weight.shape)
    guard problems.isEmpty else {
      throw .unfit(checkpoint: path, problem: problems.joined(separator: ", "))
    }
    for specification in parameters.specifications {
      if let value = checkpoint.parameters[specification.name] {
        parameters[specification.name] = value
      }
    }
    head.prototypeLayer.prototypes = vectors
    head.lastLayer.weight = checkpoint.lastLayer
  }
}

extension Checkpoint.Prototypes {
  init(_ layer: PrototypeLayer, sources: [Checkpoint.Source]?) {
    let (name, epsilon): (String, Float?) =
      switch layer.similarityFunction {
      case .log(let epsilon): ("log", epsilon)
      case .linear: ("linear", nil)
      }
    self.init(
      vectors: layer.prototypes,
      similarity: name,
      epsilon: epsilon,
      classes: layer.prototypeClass,
      sources: sources
    )
  }
}

extension StageTrainer {
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
    [TrainingStage.warmUp, .joint, .lastLayer].reduce(into: [:]) {
      $0[Self.progressName($1)] = optimizer($1).epochCount
    }
  }

  /// Sets the optimisers as a checkpoint left them.
  func restoreOptimizers(_ checkpoint: Checkpoint) {
    for stage in [TrainingStage.warmUp, .joint, .lastLayer] {
      let epochCount = checkpoint.progress[Self.progressName(stage)] ?? 0
      // Moments are left out where no later stage needs them; the count is a part of every checkpoint.
      optimizer(stage).epochCount = epochCount
      guard let state = checkpoint.optimizers[stage.rawValue] else { continue }
      optimizer(stage).state = StageOptimizer.State(
        epochCount: epochCount,
        stepCount: state.stepCount,
        firstMoments: state.firstMoments,
        secondMoments: state.secondMoments
      )
    }
  }

  private static func progressName(_ stage: TrainingStage) -> String {
    "\(stage.rawValue.replacing("-", with: "_"))_epoch_count"
  }
}

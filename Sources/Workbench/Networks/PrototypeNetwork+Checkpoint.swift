internal import Checkpoints
internal import Engine
internal import Experiments
internal import Networks
internal import ProtoPNet
internal import Tensors

extension PrototypeNetwork {
  /// Every parameter of the convolutional layers by its name in a checkpoint.
  var checkpointParameters: [String: Tensor] {
    parameters.specifications.reduce(into: [:]) { $0[$1.name] = parameters[$1.name] }
  }

  /// Takes over the values of a checkpoint, and its number of prototypes where its run pruned them.
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
    let classes = checkpoint.prototypes.classes
    let isPruned = isPruning(of: checkpoint, path)
    let count = isPruned ? classes.count : head.prototypeLayer.prototypeCount
    let extents = head.prototypeLayer.prototypes.shape.dimensions.dropFirst()
    check("prototypes/vectors", vectors, Shape([count] + extents))
    check("last_layer/weight", checkpoint.lastLayer, [head.prototypeLayer.classCount, count])
    guard problems.isEmpty else {
      throw .unfit(checkpoint: path, problem: problems.joined(separator: ", "))
    }
    for specification in parameters.specifications {
      if let value = checkpoint.parameters[specification.name] {
        parameters[specification.name] = value
      }
    }
    if isPruned {
      head = PrototypeHead(
        prototypeLayer: PrototypeLayer(
          prototypes: vectors,
          prototypeClass: classes,
          classCount: head.prototypeLayer.classCount,
          similarityFunction: head.prototypeLayer.similarityFunction
        ),
        lastLayer: LastLayer(weight: checkpoint.lastLayer)
      )
    } else {
      head.prototypeLayer.prototypes = vectors
      head.lastLayer.weight = checkpoint.lastLayer
    }
  }

  /// Whether a checkpoint holds fewer prototypes than the network because its own experiment pruned.
  ///
  /// Every class keeps at least one prototype and none has more than the network.
  private func isPruning(of checkpoint: Checkpoint, _ path: String) -> Bool {
    let (layer, classes) = (head.prototypeLayer, checkpoint.prototypes.classes)
    guard classes.count < layer.prototypeCount else { return false }
    for label in 0..<layer.classCount {
      let most = layer.prototypeClass.count { $0 == label }
      guard (1...most).contains(classes.count { $0 == label }) else { return false }
    }
    do throws(ExperimentError) {
      let experiment = try Experiment(yaml: checkpoint.metadata.experiment, file: path)
      return experiment.schedule.cycles.contains { $0.pruning != nil }
    } catch {
      // Whoever needs the experiment reports what is wrong with it.
      return false
    }
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

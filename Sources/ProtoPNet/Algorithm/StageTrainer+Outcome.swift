import Datasets
package import Recipe

extension StageTrainer {
  /// Whether a stage trains by passes over pictures, so that repeating it takes as long as it took; the
  /// others compute what they need once, or do not train.
  package func trainsOnPictures(_ stage: Stage) -> Bool {
    switch stage {
    case .warmUp, .joint: true
    case .projection, .pruning: false
    case .lastLayer: !hasFixedFeatures(settings.batchNormalization.lastLayer)
    }
  }

  /// What is known of a stage that has trained, given its passes, before the network is evaluated.
  package func outcome(
    of stage: Stage,
    passes: [(costs: Costs, accuracy: Double)]
  ) -> StageOutcome {
    var outcome = StageOutcome()
    outcome.stepCount = stepCount(of: stage)
    outcome.usedCachedFeatures =
      stage.kind == .warmUp && hasFixedFeatures(settings.batchNormalization.warmUp)
    var watch = CollapseWatch(classCount: data.classNames.count)
    for (costs, accuracy) in passes {
      _ = outcome.add(costs, accuracy: accuracy, of: stage, &watch)
    }
    return outcome
  }

  /// The optimiser's steps of a stage that trains by passes; 0 of another one.
  private func stepCount(of stage: Stage) -> Int {
    switch stage {
    case .warmUp(let length), .joint(_, let length): length.stepCount(stepsPerPass: stepsPerPass)
    case .lastLayer(_, let optimization) where optimization.solver == .adam:
      optimization.length.stepCount(stepsPerPass: stepsPerPass)
    case .projection, .lastLayer, .pruning: 0
    }
  }

  /// The number of passes that a stage makes.
  package func passCount(of stage: Stage) -> Int {
    (stepCount(of: stage) + stepsPerPass - 1) / stepsPerPass
  }

  /// The optimiser's steps in a pass over all training images.
  var stepsPerPass: Int {
    let batchSize = settings.optimizer.batchSize
    return (data.train.images.count + batchSize - 1) / batchSize
  }
}

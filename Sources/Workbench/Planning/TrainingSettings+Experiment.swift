import Engine
import Experiments
import ProtoPNet

extension TrainingSettings {
  /// The settings that an experiment declares.
  init(_ experiment: Experiment, seed: UInt64) {
    let optimizer = experiment.optimizer
    let weights = experiment.coefficients
    self.init(
      seed: seed,
      batchSize: optimizer.batchSize,
      coefficients: Coefficients(
        crossEntropy: weights.crossEntropy,
        cluster: weights.cluster,
        separation: weights.separation,
        lastLayerL1: weights.lastLayerL1
      ),
      warmUp: Rates(
        addOnLayers: Float(optimizer.warmUp.addOnLayers),
        prototypes: Float(optimizer.warmUp.prototypes),
        weightDecay: Float(optimizer.warmUp.weightDecay),
        decay: optimizer.warmUp.decay.map(Decay.init)
      ),
      joint: Rates(
        backbone: Float(optimizer.joint.backbone),
        addOnLayers: Float(optimizer.joint.addOnLayers),
        prototypes: Float(optimizer.joint.prototypes),
        weightDecay: Float(optimizer.joint.weightDecay),
        decay: optimizer.joint.decay.map(Decay.init),
        restartsMoments: optimizer.joint.moments == .restarted
      ),
      lastLayerRate: Float(optimizer.lastLayer.learningRate),
      lastLayerDecay: optimizer.lastLayer.decay.map(Decay.init),
      warmUpNormalization: experiment.backbone.batchNormalization.warmUp.engineMode,
      lastLayerNormalization: experiment.backbone.batchNormalization.lastLayer.engineMode,
      replicaSize: experiment.backbone.batchNormalization.replicaSize,
      flips: experiment.data.flip,
      shuffles: experiment.data.order != .sequential,
      checksLastLayer: experiment.checks.lastLayer
    )
  }
}

extension TrainingSettings.Decay {
  init(_ decay: Experiment.Decay) {
    let (unit, interval): (Unit, Int) =
      switch decay.every {
      case .epochs(let count): (.epochs, count)
      case .steps(let count): (.steps, count)
      }
    self.init(
      unit: unit,
      schedule: StepDecay(
        interval: interval,
        factor: Float(decay.factor),
        convention: decay.convention == .countingFromZero ? .countingFromZero : .countingFromOne
      )
    )
  }
}

extension Experiment.BatchNormalizationMode {
  var engineMode: Mode.BatchNormalizationMode { self == .train ? .train : .evaluate }
}

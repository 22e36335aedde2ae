import Datasets
import Engine
import HeadKernels
import Tensors

/// Trains the baseline of the paper's tables as ``StageTrainer`` trains ProtoPNet, but for the prototypes.
///
/// Warm-up and joint stages are as long, see the same pictures in the same order and mirrored alike, and
/// run the same Adam; the linear layer has the add-on layers' learning rates. The only cost is the
/// cross entropy.
package final class BaselineTrainer {
  package let network: BaselineNetwork
  private var loop: TrainingLoop
  private let optimizers: [TrainingStage: StageOptimizer]
  /// Where rows are kept that a stage computes once; in memory unless it is set.
  package var featureStorage: any FeatureStorage {
    get { loop.featureStorage }
    set { loop.featureStorage = newValue }
  }

  package init(
    network: BaselineNetwork,
    data: TrainingData,
    settings: TrainingSettings,
    observer: (any TrainingObserver)? = nil
  ) {
    self.network = network
    loop = TrainingLoop(network: network, data: data, settings: settings, observer: observer)
    optimizers = [
      .warmUp: StageOptimizer(baseline: network, settings.warmUp, trainsBackbone: false),
      .joint: StageOptimizer(baseline: network, settings.joint, trainsBackbone: true),
    ]
  }

  /// The optimiser of the warm-up or of the joint stages, kept over all cycles.
  package func optimizer(_ stage: TrainingStage) -> StageOptimizer {
    guard let optimizer = optimizers[stage] else { preconditionFailure("no optimiser of \(stage)") }
    return optimizer
  }

  /// Trains the linear layer alone, on features computed once where the fixed backbone allows it.
  package func warmUp(_ length: Length) throws -> StageOutcome {
    let stage = Stage.warmUp(length)
    return try loop.warmUp(stage) { try train(stage, .warmUp, length, feed: $0) }
  }

  /// Trains backbone and linear layer together.
  package func joint(cycle: Int, _ length: Length) throws -> StageOutcome {
    let stage = Stage.joint(cycle: cycle, length)
    if loop.settings.joint.restartsMoments { optimizer(.joint).restart() }
    return try train(stage, .joint, length, feed: loop.pictures(stage))
  }

  private func train(
    _ stage: Stage,
    _ training: TrainingStage,
    _ length: Length,
    feed: @escaping TrainingLoop.Feed
  ) throws -> StageOutcome {
    let optimizer = optimizer(training)
    return try loop.passes(stage, length, optimizer: optimizer, feed: feed) { input in
      let layers = try loop.compiled(for: training, input)
      let logits = BaselineNetwork.logits(layers.forward(input.values))
      let crossEntropy = crossEntropy(of: logits, input.labels, needsGradient: true)
      if let gradient = crossEntropy.gradient {
        layers.backward(gradient.reshaped(layers.outputShape))
      }
      optimizer.step()
      return figures(logits, crossEntropy)
    }
  }

  private func crossEntropy(
    of logits: Tensor,
    _ labels: [Int],
    needsGradient: Bool
  ) -> CrossEntropy {
    let scale = loop.settings.coefficients.crossEntropy
    return CrossEntropy(logits: logits, labels: labels, gradientScale: needsGradient ? scale : nil)
  }

  private func figures(_ logits: Tensor, _ crossEntropy: CrossEntropy) -> BatchFigures {
    BatchFigures(
      costs: Costs(crossEntropy: crossEntropy.value, coefficients: loop.settings.coefficients),
      correctCount: crossEntropy.correctCount,
      logits: logits
    )
  }

  // MARK: - Evaluation

  /// The network's figures on the test images.
  package func evaluate() throws -> Evaluation { try evaluate(on: loop.data.test, "test") }

  /// The network's figures on the validation images; nil where there are none.
  package func evaluateOnValidation() throws -> Evaluation? {
    try loop.data.validation.map { try evaluate(on: $0, "validation") }
  }

  private func evaluate(on images: ImageLoader, _ name: String) throws -> Evaluation {
    try loop.evaluate(on: images, name) { batch in
      let logits = try network.logits(batch.images)
      return figures(logits, crossEntropy(of: logits, batch.labels, needsGradient: false))
    }
  }
}

extension StageOptimizer {
  fileprivate convenience init(
    baseline network: BaselineNetwork,
    _ rates: TrainingSettings.Rates,
    trainsBackbone: Bool
  ) {
    func part(_ prefix: String, _ rate: Float) -> TrainedPart {
      let place = TrainedPart.Place.parameters(network.parameters, prefix: prefix)
      return TrainedPart(place, rate: rate, weightDecay: rates.weightDecay)
    }
    let backbone = trainsBackbone ? [part(BaselineNetwork.backbonePrefix, rates.backbone)] : []
    let linearLayer = part(BaselineNetwork.linearLayerPrefix, rates.addOnLayers)
    self.init(backbone + [linearLayer], decay: rates.decay)
  }
}

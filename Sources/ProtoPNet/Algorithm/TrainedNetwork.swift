import HeadKernels
package import Recipe
package import Tensors

/// A network that the stages can train: all that differs from model to model.
package protocol TrainedNetwork: ConvolutionalNetwork {
  /// The stages that have an optimiser.
  var optimizedStages: [Stage.Kind] { get }

  /// The tensors that stages train and that the engine does not hold.
  var heldTensors: [HeadTensor: Tensor] { get set }

  /// What the optimiser of a stage changes, each part with its rate.
  func trainedParts(_ stage: Stage.Kind, _ rates: Optimizer) -> [TrainedPart]

  /// The costs of a batch by the output of the convolutional layers, [N, …]; with `trains`, the gradients
  /// that a warm-up or a joint stage uses.
  func step(output: Tensor, labels: [Int], coefficients: Coefficients, trains: Bool) -> TrainingStep
}

/// What a batch costs, and the gradients of the total.
package struct TrainingStep {
  package let figures: BatchFigures
  /// With respect to the output of the convolutional layers; nil where none was asked for.
  package var outputGradient: Tensor?
  /// With respect to what the head holds itself.
  package var headGradients: [HeadTensor: Tensor] = [:]

  package init(
    figures: BatchFigures,
    outputGradient: Tensor?,
    headGradients: [HeadTensor: Tensor] = [:]
  ) {
    (self.figures, self.outputGradient, self.headGradients) = (
      figures, outputGradient, headGradients
    )
  }
}

extension ConvolutionalNetwork {
  /// The layers whose parameters begin with a prefix, with their rate.
  fileprivate func layers(_ prefix: String, _ rate: Double, _ weightDecay: Double) -> TrainedPart {
    TrainedPart(parameters, prefix: prefix, rate: rate, weightDecay: weightDecay)
  }
}

// MARK: - ProtoPNet

extension PrototypeNetwork: TrainedNetwork {
  package var optimizedStages: [Stage.Kind] { [.warmUp, .joint, .lastLayer] }

  /// Prototypes [P, D, H1, W1] and last layer [K, P].
  package var heldTensors: [HeadTensor: Tensor] {
    get {
      [
        .prototypes: HeadTensor.prototypes.value(in: head),
        .lastLayer: HeadTensor.lastLayer.value(in: head),
      ]
    }
    set {
      for (tensor, value) in newValue { tensor.change(in: &head) { $0 = value } }
    }
  }

  package func trainedParts(_ stage: Stage.Kind, _ rates: Optimizer) -> [TrainedPart] {
    switch stage {
    case .warmUp:
      return [
        layers(Self.addOnLayersPrefix, rates.warmUp.addOnLayers, rates.warmUp.weightDecay),
        TrainedPart(.prototypes, of: self, rate: rates.warmUp.prototypes),
      ]
    case .joint:
      return [
        layers(Self.backbonePrefix, rates.joint.backbone, rates.joint.weightDecay),
        layers(Self.addOnLayersPrefix, rates.joint.addOnLayers, rates.joint.weightDecay),
        TrainedPart(.prototypes, of: self, rate: rates.joint.prototypes),
      ]
    case .lastLayer:
      return [TrainedPart(.lastLayer, of: self, rate: rates.lastLayer.learningRate)]
    case .projection, .pruning: return []
    }
  }

  package func step(
    output: Tensor,
    labels: [Int],
    coefficients: Coefficients,
    trains: Bool
  ) -> TrainingStep {
    let step = head.trainingStep(
      latent: output,
      labels: labels,
      coefficients: coefficients,
      needs: trains ? [.latent, .prototypes] : []
    )
    return TrainingStep(
      figures: step.figures,
      outputGradient: step.latentGradient,
      headGradients: step.headGradients
    )
  }
}

// MARK: - The baseline

extension BaselineNetwork: TrainedNetwork {
  package var optimizedStages: [Stage.Kind] { [.warmUp, .joint] }

  package var heldTensors: [HeadTensor: Tensor] {
    get { [:] }
    set {}
  }

  /// The linear layer has the add-on layers' rates, and is a layer of the engine as they are.
  package func trainedParts(_ stage: Stage.Kind, _ rates: Optimizer) -> [TrainedPart] {
    switch stage {
    case .warmUp:
      return [layers(Self.linearLayerPrefix, rates.warmUp.addOnLayers, rates.warmUp.weightDecay)]
    case .joint:
      return [
        layers(Self.backbonePrefix, rates.joint.backbone, rates.joint.weightDecay),
        layers(Self.linearLayerPrefix, rates.joint.addOnLayers, rates.joint.weightDecay),
      ]
    case .projection, .lastLayer, .pruning: return []
    }
  }

  /// The only cost is the cross entropy; the output is the logits as [N, K, 1, 1].
  package func step(
    output: Tensor,
    labels: [Int],
    coefficients: Coefficients,
    trains: Bool
  ) -> TrainingStep {
    let logits = Self.logits(output)
    let crossEntropy = CrossEntropy(
      logits: logits,
      labels: labels,
      gradientScale: trains ? coefficients[.crossEntropy] : nil
    )
    return TrainingStep(
      figures: BatchFigures(
        costs: Costs([.crossEntropy: crossEntropy.value], coefficients: coefficients),
        correctCount: crossEntropy.correctCount,
        logits: logits
      ),
      outputGradient: crossEntropy.gradient?.reshaped(output.shape)
    )
  }
}

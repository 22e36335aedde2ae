import Engine
package import Tensors

/// Adam over the parts of the network that one training stage changes.
///
/// It is created once and kept for the whole run: moments and step counts go on from cycle to cycle.
package final class StageOptimizer {
  /// The epochs and steps taken, over all cycles.
  package var epochCount = 0
  package private(set) var stepCount = 0
  private let parts: [TrainedPart]
  private let decay: TrainingSettings.Decay?

  init(_ parts: [TrainedPart], decay: TrainingSettings.Decay?) {
    self.parts = parts
    self.decay = decay
  }

  /// The optimiser of a stage of ProtoPNet.
  package convenience init(
    _ stage: TrainingStage,
    settings: TrainingSettings,
    network: PrototypeNetwork
  ) {
    func convolutional(_ prefix: String) -> TrainedPart.Place {
      .parameters(network.parameters, prefix: prefix)
    }
    let backbone = convolutional(PrototypeNetwork.backbonePrefix)
    let addOnLayers = convolutional(PrototypeNetwork.addOnLayersPrefix)
    let prototypes = TrainedPart.Place.head(network, .prototypes)
    switch stage {
    case .warmUp:
      let rates = settings.warmUp
      self.init(
        [
          TrainedPart(addOnLayers, rate: rates.addOnLayers, weightDecay: rates.weightDecay),
          TrainedPart(prototypes, rate: rates.prototypes),
        ],
        decay: rates.decay
      )
    case .joint:
      let rates = settings.joint
      self.init(
        [
          TrainedPart(backbone, rate: rates.backbone, weightDecay: rates.weightDecay),
          TrainedPart(addOnLayers, rate: rates.addOnLayers, weightDecay: rates.weightDecay),
          TrainedPart(prototypes, rate: rates.prototypes),
        ],
        decay: rates.decay
      )
    case .lastLayer:
      let lastLayer = TrainedPart.Place.head(network, .lastLayer)
      self.init(
        [TrainedPart(lastLayer, rate: settings.lastLayerRate)],
        decay: settings.lastLayerDecay
      )
    }
  }

  /// Changes the network by one step.
  ///
  /// The gradients of the layers that the engine runs are in the network's parameter store.
  package func step(prototypeGradient: Tensor? = nil, lastLayerGradient: Tensor? = nil) {
    let factor = currentFactor
    stepCount += 1
    var gradients: [HeadTensor: Tensor] = [:]
    gradients[.prototypes] = prototypeGradient
    gradients[.lastLayer] = lastLayerGradient
    for part in parts { part.step(gradients, factor: factor) }
  }

  /// Forgets moments and Adam's count of steps; the rates' schedule goes on.
  func restart() {
    for part in parts { part.restart() }
  }

  /// The factor of all learning rates at present.
  package var currentFactor: Float {
    guard let decay else { return 1 }
    return decay.schedule.factor(at: decay.unit == .epochs ? epochCount : stepCount)
  }
}

extension StageOptimizer {
  /// All that going on later needs: counts, and the moments by parameter name.
  package struct State: Equatable, Sendable {
    package var epochCount: Int
    package var stepCount: Int
    package var firstMoments: [String: Tensor]
    package var secondMoments: [String: Tensor]

    package init(
      epochCount: Int,
      stepCount: Int,
      firstMoments: [String: Tensor],
      secondMoments: [String: Tensor]
    ) {
      self.epochCount = epochCount
      self.stepCount = stepCount
      self.firstMoments = firstMoments
      self.secondMoments = secondMoments
    }
  }

  package var state: State {
    get {
      var state = State(
        epochCount: epochCount,
        stepCount: stepCount,
        firstMoments: [:],
        secondMoments: [:]
      )
      for part in parts {
        for name in part.names {
          state.firstMoments[name] = part.firstMoment(of: name)
          state.secondMoments[name] = part.secondMoment(of: name)
        }
      }
      return state
    }
    set {
      epochCount = newValue.epochCount
      stepCount = newValue.stepCount
      for part in parts {
        part.restore(
          stepCount: newValue.stepCount,
          firstMoments: newValue.firstMoments,
          secondMoments: newValue.secondMoments
        )
      }
    }
  }
}

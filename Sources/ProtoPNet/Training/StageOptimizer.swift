internal import Engine
internal import Networks
package import Tensors

/// Adam over the parts of the network that one training stage changes.
///
/// It is created once and kept for the whole run: moments and step counts go on from cycle to cycle.
package final class StageOptimizer {
  package enum Part: String, Hashable, Sendable {
    case backbone
    case addOnLayers = "add-on-layers"
    case prototypes
    case lastLayer = "last-layer"
  }

  /// The epochs and steps taken, over all cycles.
  package var epochCount = 0
  package private(set) var stepCount = 0
  private let groups: [(part: Part, adam: Adam)]
  private let decay: TrainingSettings.Decay?
  private unowned let network: PrototypeNetwork

  package init(_ stage: TrainingStage, settings: TrainingSettings, network: PrototypeNetwork) {
    self.network = network
    func count(_ part: Part) -> Int {
      switch part {
      case .backbone, .addOnLayers: Self.range(of: part, network).count
      case .prototypes: network.head.prototypeLayer.prototypes.count
      case .lastLayer: network.head.lastLayer.weight.count
      }
    }
    func group(_ part: Part, _ rate: Float, _ weightDecay: Float = 0) -> (Part, Adam) {
      (part, Adam(count: count(part), learningRate: rate, weightDecay: weightDecay))
    }
    switch stage {
    case .warmUp:
      let rates = settings.warmUp
      decay = rates.decay
      groups = [
        group(.addOnLayers, rates.addOnLayers, rates.weightDecay),
        group(.prototypes, rates.prototypes),
      ]
    case .joint:
      let rates = settings.joint
      decay = rates.decay
      groups = [
        group(.backbone, rates.backbone, rates.weightDecay),
        group(.addOnLayers, rates.addOnLayers, rates.weightDecay),
        group(.prototypes, rates.prototypes),
      ]
    case .lastLayer:
      decay = settings.lastLayerDecay
      groups = [group(.lastLayer, settings.lastLayerRate)]
    }
  }

  /// Changes the network by one step.
  ///
  /// The backbone's and add-on layers' gradients are in the network's parameter store.
  package func step(prototypeGradient: Tensor? = nil, lastLayerGradient: Tensor? = nil) {
    let factor = currentFactor
    stepCount += 1
    for (part, adam) in groups {
      switch part {
      case .backbone, .addOnLayers:
        let (store, start) = (network.parameters, Self.range(of: part, network).lowerBound)
        adam.step(
          store.values.base + start,
          gradients: store.gradients.base + start,
          factor: factor
        )
        store.noteChange()
      case .prototypes:
        Self.step(
          adam,
          &network.head.prototypeLayer.prototypes,
          prototypeGradient,
          factor: factor
        )
      case .lastLayer:
        Self.step(adam, &network.head.lastLayer.weight, lastLayerGradient, factor: factor)
      }
    }
  }

  /// The factor of all learning rates at present.
  package var currentFactor: Float {
    guard let decay else { return 1 }
    return decay.schedule.factor(at: decay.unit == .epochs ? epochCount : stepCount)
  }

  private static func step(
    _ adam: Adam,
    _ values: inout Tensor,
    _ gradient: Tensor?,
    factor: Float
  ) {
    guard let gradient else { preconditionFailure("a trained part got no gradient") }
    values.withUnsafeMutableValues { values in
      gradient.withUnsafeValues { gradient in
        guard let value = values.baseAddress, let slope = gradient.baseAddress else { return }
        adam.step(value, gradients: slope, factor: factor)
      }
    }
  }

  private static func range(of part: Part, _ network: PrototypeNetwork) -> Range<Int> {
    let prefix =
      part == .backbone
      ? PrototypeNetwork.backbonePrefix : PrototypeNetwork.addOnLayersPrefix
    return network.parameters.trainableRange(prefix: prefix)
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
      for (part, adam) in groups {
        for name in names(of: part) {
          state.firstMoments[name] = moment(name, part, adam.firstMoments)
          state.secondMoments[name] = moment(name, part, adam.secondMoments)
        }
      }
      return state
    }
    set {
      epochCount = newValue.epochCount
      stepCount = newValue.stepCount
      for (part, adam) in groups {
        adam.stepCount = newValue.stepCount
        for name in names(of: part) {
          setMoment(name, part, adam.firstMoments, to: newValue.firstMoments[name])
          setMoment(name, part, adam.secondMoments, to: newValue.secondMoments[name])
        }
      }
    }
  }

  private func names(of part: Part) -> [String] {
    switch part {
    case .prototypes, .lastLayer: [part.rawValue]
    case .backbone, .addOnLayers:
      network.parameters.specifications.filter {
        $0.isTrainable
          && $0.name.hasPrefix(
            part == .backbone
              ? PrototypeNetwork.backbonePrefix : PrototypeNetwork.addOnLayersPrefix
          )
      }.map(\.name)
    }
  }

  private func shape(of part: Part) -> Shape {
    part == .prototypes
      ? network.head.prototypeLayer.prototypes.shape : network.head.lastLayer.weight.shape
  }

  private func moment(_ name: String, _ part: Part, _ region: ParameterRegion) -> Tensor {
    switch part {
    case .backbone, .addOnLayers:
      network.parameters.counterpart(
        of: name,
        in: region,
        startingAt: Self.range(of: part, network).lowerBound
      )
    case .prototypes, .lastLayer:
      Tensor(shape: shape(of: part)) { buffer in
        buffer.baseAddress?.update(from: region.base, count: region.count)
      }
    }
  }

  private func setMoment(
    _ name: String,
    _ part: Part,
    _ region: ParameterRegion,
    to value: Tensor?
  ) {
    guard let value else { preconditionFailure("the optimiser state lacks '\(name)'") }
    switch part {
    case .backbone, .addOnLayers:
      network.parameters.setCounterpart(
        of: name,
        in: region,
        startingAt: Self.range(of: part, network).lowerBound,
        to: value
      )
    case .prototypes, .lastLayer:
      precondition(value.shape == shape(of: part), "moments of '\(name)' are \(value.shape)")
      value.withUnsafeValues { buffer in
        guard let source = buffer.baseAddress else { return }
        region.base.update(from: source, count: region.count)
      }
    }
  }
}

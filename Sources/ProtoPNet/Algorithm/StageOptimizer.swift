package import Recipe
package import Tensors

/// Adam over the parts of the network that one training stage changes.
///
/// It is created once and kept for the whole run: moments and step counts go on from cycle to cycle.
package final class StageOptimizer {
  /// The epochs and steps taken, over all cycles.
  package var epochCount = 0
  package private(set) var stepCount = 0
  private let parts: [TrainedPart]
  private let decay: Decay?

  /// The optimiser of a stage of a network.
  package init(of stage: Stage.Kind, _ network: any TrainedNetwork, _ rates: Optimizer) {
    parts = network.trainedParts(stage, rates)
    decay =
      switch stage {
      case .warmUp: rates.warmUp.decay
      case .joint: rates.joint.decay
      case .lastLayer: rates.lastLayer.decay
      case .projection, .pruning: nil
      }
  }

  /// Changes the network by one step.
  ///
  /// `gradients` are those of what the head holds itself, prototypes [P, D, H1, W1] and last layer
  /// [K, P]; those of the layers that the engine runs are in the network's parameter store.
  package func step(_ gradients: [HeadTensor: Tensor] = [:]) {
    let factor = currentFactor
    stepCount += 1
    for part in parts { part.step(gradients, factor: factor) }
  }

  /// The beginnings of the names of those parameters that the engine holds.
  var prefixes: [String] { parts.compactMap(\.prefix) }

  /// What the head holds of what is changed.
  var headTensors: [HeadTensor] { parts.compactMap(\.headTensor) }

  /// Whether all parameters that the last step wrote are finite.
  var leftFiniteParameters: Bool { parts.allSatisfy(\.leftFiniteParameters) }

  /// Forgets moments and Adam's count of steps; the rates' schedule goes on.
  func restart() {
    for part in parts { part.restart() }
  }

  /// The factor of all learning rates at present.
  package var currentFactor: Float {
    decay?.factor(epochs: epochCount, steps: stepCount) ?? 1
  }
}

extension StageOptimizer {
  /// All that going on later needs: counts, and the moments by parameter name.
  package struct State: Equatable, Sendable {
    package var epochCount: Int
    package var stepCount: Int
    /// The steps that the moments are of; fewer than all where they were restarted.
    package var momentStepCount: Int
    package var firstMoments: [String: Tensor]
    package var secondMoments: [String: Tensor]

    package init(
      epochCount: Int,
      stepCount: Int,
      momentStepCount: Int,
      firstMoments: [String: Tensor],
      secondMoments: [String: Tensor]
    ) {
      (self.epochCount, self.stepCount) = (epochCount, stepCount)
      self.momentStepCount = momentStepCount
      (self.firstMoments, self.secondMoments) = (firstMoments, secondMoments)
    }
  }

  package var state: State {
    get {
      var state = State(
        epochCount: epochCount,
        stepCount: stepCount,
        momentStepCount: parts.first?.stepCount ?? stepCount,
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
          stepCount: newValue.momentStepCount,
          firstMoments: newValue.firstMoments,
          secondMoments: newValue.secondMoments
        )
      }
    }
  }
}

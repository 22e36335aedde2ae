package import Engine
import Networks
import Tensors

/// A part of a network that is changed with one learning rate, and its Adam.
package struct TrainedPart {
  package enum Place {
    /// Parameters that the engine holds, by the beginning of their names.
    case parameters(ParameterStore, prefix: String)
    case head(PrototypeNetwork, HeadTensor)
  }

  private let place: Place
  private let adam: Adam

  package init(_ place: Place, rate: Double, weightDecay: Double = 0) {
    self.place = place
    let count =
      switch place {
      case .parameters(let store, let prefix): store.trainableRange(prefix: prefix).count
      case .head(let network, let tensor): tensor.value(in: network.head).count
      }
    adam = Adam(count: count, learningRate: Float(rate), weightDecay: Float(weightDecay))
  }

  /// The beginning of the names of parameters that the engine holds; nil for a tensor of the head.
  var prefix: String? {
    if case .parameters(_, let prefix) = place { prefix } else { nil }
  }

  /// The tensor of the head that the part is; nil for parameters that the engine holds.
  var headTensor: HeadTensor? {
    if case .head(_, let tensor) = place { tensor } else { nil }
  }

  /// Changes the part by one step; a tensor of the head needs its gradient in `gradients`.
  ///
  /// That is [P, D, H1, W1] of the prototypes, [K, P] of the last layer. The engine's parameters have
  /// theirs in the store.
  func step(_ gradients: [HeadTensor: Tensor], factor: Float) {
    switch place {
    case .parameters(let store, let prefix):
      store.step(adam, prefix: prefix, factor: factor)
    case .head(let network, let tensor):
      guard let gradient = gradients[tensor] else {
        preconditionFailure("no gradient of \(tensor.rawValue)")
      }
      tensor.change(in: &network.head) { value in
        adam.step(&value, gradient: gradient, factor: factor)
      }
    }
  }

  /// Whether all values that the last step wrote are finite.
  var leftFiniteParameters: Bool { adam.largestMagnitude.isFinite }

  // MARK: - Moments

  /// Sets Adam as it is before its first step.
  func restart() { adam.restart() }

  /// The steps that Adam has taken since it was new.
  var stepCount: Int { adam.stepCount }

  /// The names of the tensors that the part consists of.
  var names: [String] {
    switch place {
    case .parameters(let store, let prefix):
      store.specifications.filter { $0.isTrainable && $0.name.hasPrefix(prefix) }.map(\.name)
    case .head(_, let tensor): [tensor.rawValue]
    }
  }

  func firstMoment(of name: String) -> Tensor { moment(name, adam.firstMoments) }

  func secondMoment(of name: String) -> Tensor { moment(name, adam.secondMoments) }

  /// Sets Adam as it was after `stepCount` steps; the moments have a value for every name.
  ///
  /// A value has its tensor's shape, such as [K, P] for the last layer.
  func restore(stepCount: Int, firstMoments: [String: Tensor], secondMoments: [String: Tensor]) {
    adam.stepCount = stepCount
    for name in names {
      setMoment(name, adam.firstMoments, to: firstMoments[name])
      setMoment(name, adam.secondMoments, to: secondMoments[name])
    }
  }

  private func moment(_ name: String, _ region: ParameterRegion) -> Tensor {
    switch place {
    case .parameters(let store, let prefix):
      store.counterpart(
        of: name,
        in: region,
        startingAt: store.trainableRange(prefix: prefix).lowerBound
      )
    case .head(let network, let tensor):
      region.tensor(shape: tensor.value(in: network.head).shape)
    }
  }

  private func setMoment(_ name: String, _ region: ParameterRegion, to value: Tensor?) {
    guard let value else { preconditionFailure("the optimiser state lacks '\(name)'") }
    switch place {
    case .parameters(let store, let prefix):
      store.setCounterpart(
        of: name,
        in: region,
        startingAt: store.trainableRange(prefix: prefix).lowerBound,
        to: value
      )
    case .head(let network, let tensor):
      let shape = tensor.value(in: network.head).shape
      precondition(value.shape == shape, "moments of '\(name)' are \(value.shape)")
      region.take(value)
    }
  }
}

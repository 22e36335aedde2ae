import Engine
package import Engines
import Networks
import Tensors

/// A part of a network that is changed with one learning rate, and its Adam.
package struct TrainedPart {
  private enum Place {
    /// Parameters that the engine holds, by the beginning of their names.
    case parameters(any PartOptimizer, prefix: String)
    case head(PrototypeNetwork, HeadTensor, Adam)
  }

  private let place: Place
  /// The names of the tensors that the part consists of.
  let names: [String]

  /// The parameters of an engine whose names begin with `prefix`.
  package init(
    _ parameters: any NetworkParameters,
    prefix: String,
    rate: Double,
    weightDecay: Double
  ) {
    let optimizer = parameters.makeOptimizer(
      prefix: prefix,
      learningRate: Float(rate),
      weightDecay: Float(weightDecay)
    )
    place = .parameters(optimizer, prefix: prefix)
    names = parameters.specifications.filter { $0.isTrainable && $0.name.hasPrefix(prefix) }
      .map(\.name)
  }

  /// A tensor of a network's head.
  init(_ tensor: HeadTensor, of network: PrototypeNetwork, rate: Double) {
    let count = tensor.value(in: network.head).count
    place = .head(network, tensor, Adam(count: count, learningRate: Float(rate)))
    names = [tensor.rawValue]
  }

  /// The beginning of the names of parameters that the engine holds; nil for a tensor of the head.
  var prefix: String? {
    if case .parameters(_, let prefix) = place { prefix } else { nil }
  }

  /// The tensor of the head that the part is; nil for parameters that the engine holds.
  var headTensor: HeadTensor? {
    if case .head(_, let tensor, _) = place { tensor } else { nil }
  }

  /// Changes the part by one step; a tensor of the head needs its gradient in `gradients`.
  ///
  /// That is [P, D, H1, W1] of the prototypes, [K, P] of the last layer. The engine's parameters have
  /// theirs where the engine keeps them.
  func step(_ gradients: [HeadTensor: Tensor], factor: Float) {
    switch place {
    case .parameters(let optimizer, _): optimizer.step(factor: factor)
    case .head(let network, let tensor, let adam):
      guard let gradient = gradients[tensor] else {
        preconditionFailure("no gradient of \(tensor.rawValue)")
      }
      tensor.change(in: &network.head) { value in
        adam.step(&value, gradient: gradient, factor: factor)
      }
    }
  }

  /// Whether all values that the last step wrote are finite.
  var leftFiniteParameters: Bool {
    switch place {
    case .parameters(let optimizer, _): optimizer.leftFiniteParameters
    case .head(_, _, let adam): adam.largestMagnitude.isFinite
    }
  }

  // MARK: - Moments

  /// Sets Adam as it is before its first step.
  func restart() {
    switch place {
    case .parameters(let optimizer, _): optimizer.restart()
    case .head(_, _, let adam): adam.restart()
    }
  }

  /// The steps that Adam has taken since it was new.
  var stepCount: Int {
    switch place {
    case .parameters(let optimizer, _): optimizer.stepCount
    case .head(_, _, let adam): adam.stepCount
    }
  }

  func firstMoment(of name: String) -> Tensor {
    switch place {
    case .parameters(let optimizer, _): optimizer.firstMoment(of: name)
    case .head(let network, let tensor, let adam):
      adam.firstMoments.tensor(shape: tensor.value(in: network.head).shape)
    }
  }

  func secondMoment(of name: String) -> Tensor {
    switch place {
    case .parameters(let optimizer, _): optimizer.secondMoment(of: name)
    case .head(let network, let tensor, let adam):
      adam.secondMoments.tensor(shape: tensor.value(in: network.head).shape)
    }
  }

  /// Sets Adam as it was after `stepCount` steps; the moments have a value for every name.
  ///
  /// A value has its tensor's shape, such as [K, P] for the last layer.
  func restore(stepCount: Int, firstMoments: [String: Tensor], secondMoments: [String: Tensor]) {
    for name in names {
      guard let first = firstMoments[name], let second = secondMoments[name] else {
        preconditionFailure("the optimiser state lacks '\(name)'")
      }
      switch place {
      case .parameters(let optimizer, _):
        optimizer.setMoments(of: name, first: first, second: second)
      case .head(let network, let tensor, let adam):
        let shape = tensor.value(in: network.head).shape
        precondition(
          first.shape == shape && second.shape == shape,
          "moments of '\(name)' are \(first.shape) and \(second.shape)"
        )
        adam.firstMoments.take(first)
        adam.secondMoments.take(second)
      }
    }
    switch place {
    case .parameters(let optimizer, _): optimizer.stepCount = stepCount
    case .head(_, _, let adam): adam.stepCount = stepCount
    }
  }
}

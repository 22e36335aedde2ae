package import Checkpoints
import Engine
import Networks
package import ProtoPNet
package import Tensors

extension ConvolutionalNetwork {
  /// Every parameter that the engine holds by its name in a checkpoint.
  package var checkpointParameters: [String: Tensor] {
    parameters.specifications.reduce(into: [:]) { $0[$1.name] = parameters[$1.name] }
  }

  /// What is missing among the parameters of a checkpoint, has another shape, or is none of the network's.
  ///
  /// The parameters may have [any shape].
  func misfits(of found: [String: Tensor]) -> [String] {
    var fit = ParameterFit(expected: parameters.specifications)
    for (name, tensor) in found { fit.add(name, tensor.shape) }
    return fit.problems + fit.extras
  }

  /// Takes over the parameters of a checkpoint, which must fit.
  ///
  /// Each has the shape of the network's, such as `linear_layer/0.weight` [K, C, 1, 1].
  func take(_ values: [String: Tensor]) {
    for name in parameters.specifications.map(\.name) {
      if let value = values[name] { parameters[name] = value }
    }
  }

  /// Takes over weights of the backbone by torchvision's names.
  ///
  /// Each has the shape of the network's, such as VGG's `features.0.weight` [64, 3, 3, 3].
  func takeBackbone(_ weights: [String: Tensor]) {
    for (name, value) in weights { parameters[Self.backbonePrefix + name] = value }
  }
}

extension BaselineNetwork {
  /// Takes over the values of a checkpoint.
  ///
  /// - Throws: ``RunError/unfit(checkpoint:problem:)`` naming every parameter that is missing,
  ///   has another shape or is none of the network's.
  package func load(_ checkpoint: BaselineCheckpoint, from path: String) throws(RunError) {
    let problems = misfits(of: checkpoint.parameters)
    guard problems.isEmpty else {
      throw .unfit(checkpoint: path, problem: problems.joined(separator: ", "))
    }
    take(checkpoint.parameters)
  }
}

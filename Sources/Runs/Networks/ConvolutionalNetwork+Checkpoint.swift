package import Checkpoints
import Engines
import Networks
package import ProtoPNet
import Tensors

extension ConvolutionalNetwork {
  /// What is missing among the parameters of a checkpoint, has another shape, or is none of the network's.
  ///
  /// The parameters may have [any shape].
  func misfits(of found: [String: Tensor]) -> [String] {
    var fit = ParameterFit(expected: parameters.specifications)
    for (name, tensor) in found { fit.add(name, tensor.shape) }
    return fit.problems + fit.extras
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
      throw .unfit(checkpoint: path, problem: problems.listed(atMost: 16))
    }
    take(checkpoint.parameters)
  }
}

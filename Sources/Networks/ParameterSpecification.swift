package import Tensors

/// The name, shape and start values of one tensor that a network owns.
package struct ParameterSpecification: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    /// A convolution's kernel, [O, I, H, W].
    case kernel
    /// A convolution's bias, [O].
    case bias
    /// Batch normalisation's factor and summand, [C].
    case scale, shift
    /// Batch normalisation's statistics for evaluation, [C]; not trained.
    case runningMean, runningVariance
  }

  /// The name in torchvision's state dicts, such as `features.0.weight`.
  package let name: String
  package let shape: Shape
  package let role: Role
  package let initializer: Initializer

  /// Whether an optimiser may change it.
  package var isTrainable: Bool { role != .runningMean && role != .runningVariance }
}

extension Graph.Node {
  /// The tensors that the node owns, in the order of torchvision's state dicts.
  package var parameters: [ParameterSpecification] {
    func parameter(
      _ suffix: String,
      _ shape: Shape,
      _ role: ParameterSpecification.Role,
      _ initializer: Initializer
    ) -> ParameterSpecification {
      ParameterSpecification(
        name: "\(name).\(suffix)",
        shape: shape,
        role: role,
        initializer: initializer
      )
    }
    switch operation {
    case .convolution(let c):
      let kernel = parameter(
        "weight",
        [c.outputChannels, c.inputChannels, c.kernel, c.kernel],
        .kernel,
        c.initializer
      )
      return c.hasBias
        ? [kernel, parameter("bias", [c.outputChannels], .bias, c.biasInitializer)] : [kernel]
    case .batchNormalization(let normalization):
      let shape: Shape = [normalization.channels]
      return [
        parameter("weight", shape, .scale, .constant(1)),
        parameter("bias", shape, .shift, .constant(0)),
        parameter("running_mean", shape, .runningMean, .constant(0)),
        parameter("running_var", shape, .runningVariance, .constant(1)),
      ]
    case .input, .relu, .sigmoid, .maxPool, .averagePool, .add, .concatenate:
      return []
    }
  }
}

extension Graph {
  /// The tensors that the network owns, in execution order.
  package var parameters: [ParameterSpecification] { nodes.flatMap(\.parameters) }
}

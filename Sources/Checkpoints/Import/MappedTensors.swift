package import Networks
package import Tensors

/// Foreign tensors under torchvision's names, with everything that is wrong with them.
package struct MappedTensors {
  /// By torchvision's names; of use only where there are no problems.
  package private(set) var parameters: [String: Tensor] = [:]
  private let expected: [ParameterSpecification]
  /// Tensors that claim to be a parameter and are none.
  private var strays: [String] = []
  /// Parameters that are there and cannot be read, by the reason.
  private var unreadable: [String: String] = [:]
  /// What wrappers added to the names.
  private(set) var names: PlainNames?

  /// Maps the tensors of a foreign file to the parameters of a network.
  package init(_ foreign: NamedTensors, mapping: WeightsMapping, to graph: Graph) {
    expected = graph.parameters
    switch mapping {
    case .torchvision: takeTorchvision(foreign)
    case .kerasVGG: takeKerasVGG(foreign, KerasVGGNames(graph))
    }
  }

  /// Every missing, misshapen or unexpected parameter, in the order of the network and then of the file.
  package var problems: [String] {
    var fit = ParameterFit(expected: expected)
    for (name, tensor) in parameters { fit.add(name, tensor.shape) }
    for (name, reason) in unreadable { fit.add(name, unreadable: reason) }
    return fit.problems + fit.extras + strays
  }

  /// Whether the network normalises batches and no tensor is of such a layer.
  var lacksNormalization: Bool {
    let normalization = expected.filter { $0.name.hasSuffix(".running_mean") }
    return !normalization.isEmpty && normalization.allSatisfy { parameters[$0.name] == nil }
  }

  /// The beginnings of a classifier's names, torchvision's and timm's.
  private static let classifiers = ["classifier.", "fc.", "head.", "pre_logits."]

  /// Takes tensors whose names are torchvision's, or timm's, but for those of a classifier.
  private mutating func takeTorchvision(_ foreign: NamedTensors) {
    let all = foreign.names + foreign.skippedNames
    let plain = PlainNames(
      all.map(WeightsMapping.presentName),
      known: Set(expected.map(\.name))
    )
    names = plain
    if plain.rivals.count > 1 {
      strays.append(
        "it has several such networks, by the prefixes "
          + plain.rivals.map { "'\($0)'" }.listed(atMost: 8)
      )
    }
    for (name, present) in zip(all, plain.names.map(\.plain)) {
      guard !Self.classifiers.contains(where: present.hasPrefix),
        !present.hasSuffix("num_batches_tracked")
      else { continue }
      if let tensor = foreign[name] {
        take(tensor, from: name, as: present)
      } else {
        unreadable[present] = foreign.reason(of: name)
      }
    }
  }

  /// Takes the kernels, [O, I, H, W], and biases of Keras' convolutions.
  private mutating func takeKerasVGG(_ foreign: NamedTensors, _ convolutions: KerasVGGNames) {
    let first = KerasVGGNames.Position(block: 1, convolution: 1)
    for name in foreign.names {
      guard let position = KerasVGGNames.position(in: name), let tensor = foreign[name] else {
        continue
      }
      guard let convolution = convolutions[position] else {
        strays.append("'\(name)' is of a convolution that it does not have")
        continue
      }
      switch tensor.shape.rank {
      case 4:
        let kernel = position == first ? tensor.withReversedInputChannels() : tensor
        take(kernel, from: name, as: "\(convolution).weight")
      case 1: take(tensor, from: name, as: "\(convolution).bias")
      default: strays.append("'\(name)' (\(tensor.shape)) is neither a kernel nor a bias")
      }
    }
  }

  private mutating func take(_ tensor: Tensor, from foreign: String, as name: String) {
    if parameters.updateValue(tensor, forKey: name) != nil {
      strays.append("'\(foreign)' is a second '\(name)'")
    }
  }
}

extension Tensor {
  /// A kernel [O, I, H, W] for input channels in reverse order, such as RGB for BGR.
  func withReversedInputChannels() -> Tensor {
    let (inputs, area) = (shape[1], shape[2] * shape[3])
    return withUnsafeValues { source in
      Tensor(shape: shape) { target in
        for index in target.indices {
          let (channel, cell) = (index / area % inputs, index % area)
          let outer = index / area / inputs
          target[index] = source[(outer * inputs + inputs - 1 - channel) * area + cell]
        }
      }
    }
  }
}

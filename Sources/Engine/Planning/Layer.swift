internal import Networks

/// One or several nodes of a graph that run as a single kernel.
struct Layer {
  /// The node that computes; the layer reads its inputs.
  let node: Graph.NodeID
  /// The normalisation behind a convolution that its kernel and bias take in.
  var normalization: Graph.NodeID?
  /// The map that is added to a convolution's result, in the map's own memory.
  var addend: Graph.NodeID?
  var hasFusedReLU = false
  /// The last of the nodes, whose value the layer leaves behind.
  var result: Graph.NodeID

  init(_ node: Graph.NodeID) {
    self.node = node
    result = node
  }
}

extension Graph {
  /// The network as layers in execution order.
  ///
  /// Each ReLU is fused behind a convolution, normalisation or sum. Where `isInference`, each
  /// normalisation with running statistics is folded into the convolution before it, and each
  /// residual sum is done by the convolution that ends its branch.
  func layers(isInference: Bool) -> [Layer] {
    var readers = [[NodeID]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input].append(index) }
    }
    var layers: [Layer] = []
    for (index, node) in nodes.enumerated().dropFirst() {
      guard var last = layers.last, readers[last.result] == [index], !last.hasFusedReLU,
        node.inputs.contains(last.result)
      else {
        layers.append(Layer(index))
        continue
      }
      let isConvolution = nodes[last.node].operation.isConvolution
      switch node.operation {
      case .relu where nodes[last.node].fusesReLU:
        last.hasFusedReLU = true
      case .batchNormalization
      where isInference && isConvolution && last.normalization == nil && last.addend == nil:
        last.normalization = index
      case .add where isInference && isConvolution && last.addend == nil:
        // The other map's memory takes the sum, so nobody may read it later.
        let others = node.inputs.filter { $0 != last.result }
        guard others.count == 1, others[0] != input, readers[others[0]].max() == index else {
          layers.append(Layer(index))
          continue
        }
        last.addend = others[0]
      default:
        layers.append(Layer(index))
        continue
      }
      last.result = index
      layers[layers.count - 1] = last
    }
    return layers
  }
}

extension Operation {
  fileprivate var isConvolution: Bool {
    if case .convolution = self { true } else { false }
  }
}

extension Graph.Node {
  fileprivate var fusesReLU: Bool {
    switch operation {
    case .convolution, .batchNormalization: true
    case .add: inputs.count == 2
    default: false
    }
  }
}

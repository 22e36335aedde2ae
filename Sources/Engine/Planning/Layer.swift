import Networks

/// One or several nodes of a graph that run as a single kernel.
struct Layer {
  /// The node that computes; the layer reads its inputs.
  let node: Graph.NodeID
  /// The normalisation behind a convolution that its kernel and bias take in.
  var normalization: Graph.NodeID?
  /// The map that is added to the result; a convolution adds in that map's own memory.
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
  /// The nodes that read a node's value.
  func readers(of node: NodeID) -> [Node] { nodes.filter { $0.inputs.contains(node) } }

  /// The network as layers in execution order.
  ///
  /// Each ReLU is fused behind a convolution, normalisation or sum, and each residual sum behind the
  /// normalisation that ends its branch. Where `isInference`, each normalisation with running
  /// statistics is folded into the convolution before it, which then does the sum.
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
      let isNormalization = nodes[last.node].operation.isNormalization
      switch node.operation {
      case .relu where nodes[last.node].fusesReLU:
        last.hasFusedReLU = true
      case .batchNormalization
      where isInference && isConvolution && last.normalization == nil && last.addend == nil:
        last.normalization = index
      case .add where last.addend == nil && (isConvolution ? isInference : isNormalization):
        let others = node.inputs.filter { $0 != last.result }
        // The memory of a map that a convolution adds to takes the sum, so nobody may read it later.
        guard others.count == 1, others[0] != input,
          !isConvolution || readers[others[0]].max() == index
        else {
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

extension Graph {
  /// The last convolution's result and a sigmoid behind it, which the head reads.
  var exactNodes: Set<NodeID> {
    let last = nodes[output]
    if last.operation.isConvolution { return [output] }
    guard last.operation == .sigmoid, nodes[last.inputs[0]].operation.isConvolution,
      readers(of: last.inputs[0]).count == 1
    else { return [] }
    return [output, last.inputs[0]]
  }
}

extension Operation {
  var isConvolution: Bool {
    if case .convolution = self { true } else { false }
  }

  var isNormalization: Bool {
    if case .batchNormalization = self { true } else { false }
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

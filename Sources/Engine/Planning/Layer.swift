internal import Networks

/// One or two nodes of a graph that run as a single kernel.
struct Layer {
  /// The node that computes; the layer reads its inputs.
  let node: Graph.NodeID
  /// The node whose value the layer leaves behind: the ReLU where one is fused.
  let result: Graph.NodeID
  var hasFusedReLU: Bool { node != result }
}

extension Graph {
  /// The network as layers in execution order, each ReLU fused behind a convolution or normalisation.
  var layers: [Layer] {
    var readers = [Int](repeating: 0, count: nodes.count)
    for node in nodes { for input in node.inputs { readers[input] += 1 } }
    var layers: [Layer] = []
    for (index, node) in nodes.enumerated().dropFirst() {
      if node.operation == .relu, let last = layers.last, last.node == node.inputs[0],
        !last.hasFusedReLU, readers[last.node] == 1, nodes[last.node].operation.fusesReLU
      {
        layers[layers.count - 1] = Layer(node: last.node, result: index)
      } else {
        layers.append(Layer(node: index, result: index))
      }
    }
    return layers
  }
}

extension Operation {
  fileprivate var fusesReLU: Bool {
    switch self {
    case .convolution, .batchNormalization: true
    default: false
    }
  }
}

/// A feed-forward network as a value: named operations in execution order.
///
/// Node 0 is the input and the last node is the output; a node reads only nodes before it.
package struct Graph: Hashable, Sendable {
  /// The position of a node.
  package typealias NodeID = Int

  package struct Node: Hashable, Sendable {
    /// The prefix of the node's parameter names, such as `features.0`.
    package let name: String
    package let operation: Operation
    package let inputs: [NodeID]
  }

  /// The nodes in execution order.
  package private(set) var nodes: [Node]

  /// Creates a network that returns its input.
  package init(inputChannels: Int) {
    nodes = [Node(name: "input", operation: .input(channels: inputChannels), inputs: [])]
  }

  init(nodes: [Node]) { self.nodes = nodes }

  package var input: NodeID { 0 }
  package var output: NodeID { nodes.count - 1 }

  /// The channels of the input.
  package var inputChannels: Int { channels(of: input) }

  /// The channels of the output.
  package var outputChannels: Int { channels(of: output) }

  /// Adds a node that reads `inputs`, the last node unless said otherwise.
  @discardableResult
  package mutating func append(
    _ operation: Operation,
    name: String = "",
    reading inputs: [NodeID]? = nil
  ) -> NodeID {
    let inputs = inputs ?? [output]
    precondition(
      inputs.allSatisfy(nodes.indices.contains),
      "node \(name) reads \(inputs) of \(nodes.count)"
    )
    nodes.append(Node(name: name, operation: operation, inputs: inputs))
    return output
  }

  /// Appends another network to the output; `prefix` goes before both networks' node names.
  package func followed(by next: Graph, prefixes: (String, String) = ("", "")) -> Graph {
    precondition(
      next.inputChannels == outputChannels,
      "a network of \(next.inputChannels) input channels after one of \(outputChannels)"
    )
    var result = self
    result.nodes = nodes.map {
      Node(name: prefixes.0 + $0.name, operation: $0.operation, inputs: $0.inputs)
    }
    let shift = nodes.count - 1
    result.nodes += next.nodes.dropFirst().map {
      Node(
        name: prefixes.1 + $0.name,
        operation: $0.operation,
        inputs: $0.inputs.map { $0 + shift }
      )
    }
    return result
  }

  /// The same network without the nodes after `node`, which becomes the output.
  package func cut(after node: NodeID) -> Graph {
    var result = self
    result.nodes = Array(nodes[...node])
    return result
  }

  /// The channels of a node's result.
  func channels(of node: NodeID) -> Int {
    switch nodes[node].operation {
    case .input(let channels): channels
    case .convolution(let convolution): convolution.outputChannels
    case .batchNormalization(let normalization): normalization.channels
    case .relu, .sigmoid, .maxPool, .averagePool, .add: channels(of: nodes[node].inputs[0])
    case .concatenate: nodes[node].inputs.reduce(0) { $0 + channels(of: $1) }
    }
  }
}

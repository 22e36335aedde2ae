import Networks
import Tensors

/// What a pass over a graph computes, keeps and may overwrite, for one shape and mode.
struct NetworkPlan {
  let graph: Graph
  /// Of every node's result.
  let shapes: [Shape]
  let mode: Mode
  /// Whether a backward pass finds the gradient of a node's result.
  let hasGradient: [Bool]
  /// Whether a backward pass finds the gradients of a node's own parameters.
  let trains: [Bool]
  /// Whether a ReLU may take the place of what it reads.
  let isInPlace: [Bool]
  /// The last node that reads a node's result; itself where none does.
  let lastReader: [Int]

  /// - Throws: `NetworkError` where the shape does not fit the network.
  init(_ graph: Graph, inputShape: Shape, mode: Mode) throws(NetworkError) {
    (self.graph, self.mode) = (graph, mode)
    shapes = try graph.shapes(input: inputShape)
    let nodes = graph.nodes
    var hasGradient: [Bool] = []
    var trains: [Bool] = []
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      trains.append(mode.trainsFrom.map { index >= $0 } == true && !node.parameters.isEmpty)
      let reads = node.inputs.contains { hasGradient[$0] }
      let isInput = index == graph.input && mode.trainsFrom != nil && mode.computesInputGradient
      hasGradient.append(isInput || trains[index] || reads)
      for input in node.inputs { readers[input].append(index) }
    }
    (self.hasGradient, self.trains) = (hasGradient, trains)
    lastReader = readers.enumerated().map { $1.last ?? $0 }
    isInPlace = nodes.map { node in
      guard case .relu = node.operation, readers[node.inputs[0]].count == 1 else { return false }
      return switch nodes[node.inputs[0]].operation {
      case .convolution, .batchNormalization, .add, .concatenate, .averagePool: true
      case .input, .relu, .sigmoid, .maxPool: false
      }
    }
  }

  var hasBackwardPass: Bool { mode.trainsFrom != nil && hasGradient[graph.output] }

  /// About the memory that feature maps and their gradients take at once, in bytes.
  var byteCount: Int {
    let counts = shapes.map { $0.count * 4 }
    let largest = counts.max() ?? 0
    if hasBackwardPass {
      let kept = graph.nodes.indices.reduce(0) { sum, node in
        if isInPlace[node] { return sum }
        guard case .maxPool = graph.nodes[node].operation else { return sum + counts[node] }
        // The places of maxima are numbers of 64 bits.
        return sum + 3 * counts[node]
      }
      return kept + 3 * largest
    }
    var (alive, peak) = (0, 0)
    for node in graph.nodes.indices {
      if !isInPlace[node] { alive += counts[node] }
      peak = max(peak, alive)
      for input in Set(graph.nodes[node].inputs) where lastReader[input] == node && !isInPlace[node]
      {
        alive -= counts[input]
      }
    }
    return peak + largest
  }
}

extension Graph {
  /// An equal network in which 1×1 convolutions are done after the average pooling that follows them.
  ///
  /// Both are linear and the one acts on channels, the other on cells, so their order does not
  /// matter but for rounding; after the pooling there are fewer cells. A pair at `first` and behind
  /// is left alone where `first` lies between the two.
  package func averagingBeforePointwiseConvolutions(keepingApart first: NodeID?) -> Graph {
    var nodes = nodes
    for index in nodes.indices.dropLast() where index + 1 != first {
      guard case .convolution(let convolution) = nodes[index].operation, convolution.kernel == 1,
        convolution.stride == 1, convolution.padding == 0,
        case .averagePool(let pool) = nodes[index + 1].operation, pool.padding == 0,
        nodes[index + 1].inputs == [index],
        !nodes.dropFirst(index + 2).contains(where: { $0.inputs.contains(index) })
      else { continue }
      let (before, after) = (nodes[index], nodes[index + 1])
      nodes[index] = Node(name: after.name, operation: after.operation, inputs: before.inputs)
      nodes[index + 1] = Node(name: before.name, operation: before.operation, inputs: [index])
    }
    return Graph(nodes: nodes)
  }
}

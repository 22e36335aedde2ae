package import Tensors

extension Graph {
  /// The shape of every node's result for an input of `shape` [N, C, H, W].
  ///
  /// - Throws: ``NetworkError`` naming the first node whose inputs do not fit, for instance because
  ///   the picture is too small for the network's strides.
  package func shapes(input shape: Shape) throws(NetworkError) -> [Shape] {
    var shapes: [Shape] = []
    for node in nodes {
      let inputs = node.inputs.map { shapes[$0] }
      shapes.append(try Self.shape(of: node, input: shape, inputs: inputs))
    }
    return shapes
  }

  private static func shape(
    of node: Node,
    input: Shape,
    inputs: [Shape]
  ) throws(NetworkError) -> Shape {
    func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws(NetworkError) {
      if !condition { throw NetworkError(node: node.name, problem: problem()) }
    }
    func requireChannels(_ channels: Int, _ shape: Shape) throws(NetworkError) {
      try require(
        shape.rank == 4 && shape[1] == channels,
        "expects \(channels) channels and gets \(shape)"
      )
    }
    func resized(_ shape: Shape, channels: Int, extent: (Int) -> Int) throws(NetworkError) -> Shape
    {
      let (height, width) = (extent(shape[2]), extent(shape[3]))
      try require(
        height > 0 && width > 0,
        "has no cell left for an input of \(shape); use larger images"
      )
      return [shape[0], channels, height, width]
    }
    switch node.operation {
    case .input(let channels):
      try requireChannels(channels, input)
      return input
    case .convolution(let convolution):
      try requireChannels(convolution.inputChannels, inputs[0])
      return try resized(
        inputs[0],
        channels: convolution.outputChannels,
        extent: convolution.outputExtent
      )
    case .batchNormalization(let normalization):
      try requireChannels(normalization.channels, inputs[0])
      return inputs[0]
    case .relu, .sigmoid:
      return inputs[0]
    case .maxPool(let pool), .averagePool(let pool):
      return try resized(inputs[0], channels: inputs[0][1], extent: pool.outputExtent)
    case .add:
      try require(inputs.allSatisfy { $0 == inputs[0] }, "adds maps of different shapes \(inputs)")
      return inputs[0]
    case .concatenate:
      let channels = inputs.reduce(0) { $0 + $1[1] }
      let result: Shape = [inputs[0][0], channels, inputs[0][2], inputs[0][3]]
      try require(
        inputs.allSatisfy { [$0[0], $0[2], $0[3]] == [result[0], result[2], result[3]] },
        "joins maps of different extents \(inputs)"
      )
      return result
    }
  }
}

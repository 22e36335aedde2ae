extension Graph {
  /// The same network followed by the mean over its output's `extent` rows and columns, [N, C, 1, 1].
  package func averaged(extent: Int) -> Graph {
    var graph = self
    graph.append(.averagePool(Pool(kernel: extent, stride: extent)), name: "average")
    return graph
  }

  /// A linear layer with bias on maps of one cell, from `inputChannels` to `outputChannels`.
  ///
  /// All parameters are drawn from the uniform distribution on ±1/√C.
  /// Source: the defaults of `torch.nn.Linear`.
  package static func linearLayer(from inputChannels: Int, to outputChannels: Int) -> Graph {
    let bound = 1 / Float(inputChannels).squareRoot()
    var graph = Graph(inputChannels: inputChannels)
    let convolution = Convolution(
      from: inputChannels,
      to: outputChannels,
      kernel: 1,
      hasBias: true,
      initializer: .uniform(-bound, bound),
      biasInitializer: .uniform(-bound, bound)
    )
    graph.append(.convolution(convolution), name: "0")
    return graph
  }
}

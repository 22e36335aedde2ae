extension Graph {
  /// The same network with `multiplier` times the channels in every layer; the input keeps its own.
  ///
  /// - Throws: ``NetworkError`` naming the first layer whose channels would not be a whole number.
  func widened(by multiplier: Double) throws(NetworkError) -> Graph {
    var result = Graph(inputChannels: inputChannels)
    for node in nodes.dropFirst() {
      func scaled(_ channels: Int) throws(NetworkError) -> Int {
        let exact = Double(channels) * multiplier
        guard exact >= 1, let count = Int(exactly: exact) else {
          throw NetworkError(
            node: node.name,
            problem: "of \(channels) channels would have \(exact) of them; take a width multiplier "
              + "that makes whole numbers, such as 0.5 or 0.25"
          )
        }
        return count
      }
      var operation = node.operation
      switch operation {
      case .convolution(var convolution):
        if node.inputs != [input] {
          convolution.inputChannels = try scaled(convolution.inputChannels)
        }
        convolution.outputChannels = try scaled(convolution.outputChannels)
        operation = .convolution(convolution)
      case .batchNormalization(var normalization):
        normalization.channels = try scaled(normalization.channels)
        operation = .batchNormalization(normalization)
      case .input, .relu, .sigmoid, .maxPool, .averagePool, .add, .concatenate:
        break
      }
      result.append(operation, name: node.name, reading: node.inputs)
    }
    return result
  }
}

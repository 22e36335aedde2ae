/// The 1×1 convolutions that lead from the backbone's channels to the prototypes' D, ending in a sigmoid.
///
/// Source: paper §2.1; model.py.
package enum AddOnLayers: String, CaseIterable, Sendable {
  /// Two convolutions C→D and D→D, as in the paper.
  case regular
  /// Pairs of convolutions that halve the channels until D is reached.
  case bottleneck

  /// The layers from `inputChannels` to `outputChannels`, named by their place in the sequence.
  package func graph(from inputChannels: Int, to outputChannels: Int) -> Graph {
    var graph = Graph(inputChannels: inputChannels)
    func append(_ operation: Operation) {
      graph.append(operation, name: String(graph.output))
    }
    func convolution(to channels: Int) -> Operation {
      .convolution(Convolution(from: graph.outputChannels, to: channels, kernel: 1, hasBias: true))
    }
    var channels = inputChannels
    repeat {
      let halved = self == .regular ? outputChannels : max(outputChannels, channels / 2)
      append(convolution(to: halved))
      append(.relu)
      append(convolution(to: halved))
      append(halved > outputChannels ? .relu : .sigmoid)
      channels = self == .regular ? outputChannels : channels / 2
    } while channels > outputChannels
    return graph
  }
}

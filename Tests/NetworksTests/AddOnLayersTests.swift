import Networks
import Tensors
import Testing

struct AddOnLayersTests {
  private func widths(_ graph: Graph) -> [Int] {
    graph.nodes.compactMap {
      guard case .convolution(let convolution) = $0.operation else { return nil }
      return convolution.outputChannels
    }
  }

  @Test func regularHasTwoConvolutions() {
    let graph = AddOnLayers.regular.graph(from: 512, to: 128)
    #expect(widths(graph) == [128, 128])
    #expect(graph.parameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(graph.nodes.last?.operation == .sigmoid)
    #expect(graph.nodes.count { $0.operation == .relu } == 1)
  }

  /// Source: the construction in the released model.py, worked out by hand for these channels.
  @Test(arguments: [
    (512, 128, [256, 256, 128, 128]),
    (2208, 128, [1104, 1104, 552, 552, 276, 276, 138, 138, 128, 128]),
    (128, 128, [128, 128]),
    (64, 128, [128, 128]),
  ])
  func bottleneckHalves(_ channels: Int, _ depth: Int, _ expected: [Int]) {
    let graph = AddOnLayers.bottleneck.graph(from: channels, to: depth)
    #expect(widths(graph) == expected)
    #expect(graph.nodes.last?.operation == .sigmoid)
    #expect(graph.nodes.count { $0.operation == .sigmoid } == 1)
  }
}

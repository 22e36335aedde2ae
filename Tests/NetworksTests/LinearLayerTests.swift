import Networks
import Tensors
import Testing

struct LinearLayerTests {
  @Test func followsTheMeanOverAMap() throws {
    var backbone = Graph(inputChannels: 3)
    backbone.append(
      .convolution(Convolution(from: 3, to: 8, kernel: 3, stride: 2, padding: 1, hasBias: false)),
      name: "conv"
    )
    let averaged = backbone.averaged(extent: 4)
    #expect(try averaged.shapes(input: [2, 3, 8, 8])[averaged.output] == [2, 8, 1, 1])
    // A map of another extent would not be averaged as a whole.
    #expect(throws: NetworkError.self) { try averaged.shapes(input: [2, 3, 6, 6]) }

    let whole = averaged.followed(by: .linearLayer(from: 8, to: 5), prefixes: ("", "linear_layer/"))
    #expect(try whole.shapes(input: [2, 3, 8, 8])[whole.output] == [2, 5, 1, 1])
    let parameters = whole.parameters.suffix(2)
    #expect(parameters.map(\.name) == ["linear_layer/0.weight", "linear_layer/0.bias"])
    #expect(parameters.map(\.shape) == [[5, 8, 1, 1], [5]])
  }

  /// torch.nn.Linear draws weights and biases from the uniform distribution on ±1/√C.
  @Test func startsAsPyTorchsLinearLayer() {
    for parameter in Graph.linearLayer(from: 64, to: 500).parameters {
      var stream = RandomStream(seed: 1, purpose: parameter.name)
      let values = parameter.initializer.tensor(parameter.shape, from: &stream).values
      let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
      #expect((-0.125 ..< -0.12).contains(least) && (0.12..<0.125).contains(greatest))
      // The variance of the uniform distribution on ±1/8 is 1/192.
      let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
      #expect(abs(variance * 192 - 1) < 0.15)
    }
  }
}

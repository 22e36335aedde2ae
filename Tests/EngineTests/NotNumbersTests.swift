import Engine
import Foundation
import Networks
import Recipe
import Tensors
import Testing

/// Operations alone, on maps with NaN and infinities: what PyTorch's are defined to give.
struct NotNumbersTests {
  private static let shape: Shape = [2, 6, 6, 5]

  /// Ordinary numbers with others between them, some where windows overlap and at edges.
  private static let input: Tensor = {
    var values = (0..<shape.count).map { Float(($0 * 37) % 23) - 11 }
    for (index, value) in [
      (0, Float.nan), (64, .infinity), (133, -.infinity), (200, .nan), (359, .nan),
    ] {
      values[index] = value
    }
    return Tensor(values, shape: shape)
  }()

  private func output(_ operation: Networks.Operation, trains: Bool) throws -> Tensor {
    var graph = Graph(inputChannels: Self.shape[1])
    graph.append(operation, name: "layer")
    let engine = Engine()
    let network = try CompiledNetwork(
      graph,
      parameters: ParameterStore(graph, engine: engine),
      inputShape: Self.shape,
      mode: trains
        ? Mode(batchNormalization: .train, trainsFrom: 0, computesInputGradient: true)
        : .evaluation,
      engine: engine
    )
    let result = network.forward(Self.input)
    if trains { #expect(network.backward(result)?.shape == Self.shape) }
    return result
  }

  private func expectSame(_ found: Tensor, _ truth: [Float], _ what: String) {
    for (index, (value, expected)) in zip(found.values, truth).enumerated() {
      let agrees = expected.isNaN ? value.isNaN : abs(value - expected) < 1e-5 || value == expected
      #expect(agrees, "\(what), element \(index): \(value) for \(expected)")
    }
  }

  @Test(arguments: [false, true])
  func elementwise(_ trains: Bool) throws {
    let values = Self.input.values
    expectSame(try output(.relu, trains: trains), values.map { $0 < 0 ? 0 : $0 }, "ReLU")
    let logistic = values.map { Float(1 / (1 + exp(-Double($0)))) }
    expectSame(try output(.sigmoid, trains: trains), logistic, "sigmoid")
  }

  @Test(arguments: [false, true])
  func maximumPooling(_ trains: Bool) throws {
    for pool in [Pool(kernel: 2, stride: 2), Pool(kernel: 3, stride: 2, padding: 1)] {
      let (height, width) = (pool.outputExtent(6), pool.outputExtent(5))
      var truth: [Float] = []
      for plane in 0..<Self.shape[0] * Self.shape[1] {
        for place in 0..<height * width {
          var window: [Float] = []
          for cell in 0..<pool.kernel * pool.kernel {
            let row = place / width * pool.stride - pool.padding + cell / pool.kernel
            let column = place % width * pool.stride - pool.padding + cell % pool.kernel
            guard (0..<6).contains(row), (0..<5).contains(column) else { continue }
            window.append(Self.input.values[plane * 30 + row * 5 + column])
          }
          truth.append(window.contains(where: \.isNaN) ? .nan : window.max() ?? .nan)
        }
      }
      expectSame(try output(.maxPool(pool), trains: trains), truth, "\(pool)")
    }
  }

  /// A convolution with a ReLU behind it is one kernel, unless a value is no number.
  @Test(arguments: ConvolutionAlgorithm.allCases)
  func aParameterSpoilsItsChannelAlone(_ algorithm: ConvolutionAlgorithm) throws {
    var graph = Graph(inputChannels: 16)
    graph.append(
      .convolution(.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true)),
      name: "layer"
    )
    graph.append(.relu, name: "relu")
    let engine = Engine(convolution: algorithm)
    let store = ParameterStore(graph, engine: engine)
    let shape: Shape = [2, 16, 8, 8]
    let input = Tensor((0..<shape.count).map { Float($0 % 13) - 6 }, shape: shape)
    let kernel = Tensor((0..<16 * 16 * 9).map { Float($0 % 7) - 3 }, shape: [16, 16, 3, 3])
    let network = try CompiledNetwork(
      graph,
      parameters: store,
      inputShape: shape,
      mode: .evaluation,
      engine: engine
    )
    store["layer.weight"] = kernel
    let before = network.forward(input)
    for bad in [Float.nan, .infinity, -.infinity] {
      var values = kernel.values
      values[5 * 144 + 7] = bad
      store["layer.weight"] = Tensor(values, shape: kernel.shape)
      let output = network.forward(input).values
      let spoiled = Set(output.indices.filter { !output[$0].isFinite }.map { $0 / 64 % 16 })
      #expect(spoiled.isSubset(of: [5]) && (spoiled == [5] || bad == -.infinity), "\(bad)")
    }
    store["layer.weight"] = kernel
    #expect(network.forward(input) == before)
  }
}

import EngineTestSupport
import Engines
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

  private func output(
    _ operation: Networks.Operation,
    _ choice: EngineChoice,
    trains: Bool
  ) throws -> Tensor {
    var graph = Graph(inputChannels: Self.shape[1])
    graph.append(operation, name: "layer")
    let network = try choice.make().makeParameters(of: graph).compile(
      graph,
      inputShape: Self.shape,
      mode: trains
        ? Mode(batchNormalization: .train, trainsFrom: 0, computesInputGradient: true)
        : .evaluation
    )
    let result = try network.forward(Self.input)
    if trains { #expect(try network.backward(result)?.shape == Self.shape) }
    return result
  }

  private func expectSame(_ found: Tensor, _ truth: [Float], _ what: String) {
    for (index, (value, expected)) in zip(found.values, truth).enumerated() {
      let agrees = expected.isNaN ? value.isNaN : abs(value - expected) < 1e-5 || value == expected
      #expect(agrees, "\(what), element \(index): \(value) for \(expected)")
    }
  }

  @Test(arguments: EngineChoice.available, [false, true])
  func elementwise(_ engine: EngineChoice, _ trains: Bool) throws {
    let values = Self.input.values
    expectSame(try output(.relu, engine, trains: trains), values.map { $0 < 0 ? 0 : $0 }, "ReLU")
    let logistic = values.map { Float(1 / (1 + exp(-Double($0)))) }
    expectSame(try output(.sigmoid, engine, trains: trains), logistic, "sigmoid")
  }

  @Test(arguments: EngineChoice.available, [false, true])
  func maximumPooling(_ engine: EngineChoice, _ trains: Bool) throws {
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
      expectSame(try output(.maxPool(pool), engine, trains: trains), truth, "\(pool)")
    }
  }

  /// A convolution with a ReLU behind it is one kernel, unless a value is no number.
  @Test(arguments: EngineChoice.available)
  func aParameterSpoilsItsChannelAlone(_ engine: EngineChoice) throws {
    var graph = Graph(inputChannels: 16)
    graph.append(
      .convolution(.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true)),
      name: "layer"
    )
    graph.append(.relu, name: "relu")
    let store = try engine.make().makeParameters(of: graph)
    let shape: Shape = [2, 16, 8, 8]
    let input = Tensor((0..<shape.count).map { Float($0 % 13) - 6 }, shape: shape)
    let kernel = Tensor((0..<16 * 16 * 9).map { Float($0 % 7) - 3 }, shape: [16, 16, 3, 3])
    let network = try store.compile(graph, inputShape: shape, mode: .evaluation)
    store["layer.weight"] = kernel
    let before = try network.forward(input)
    for bad in [Float.nan, .infinity, -.infinity] {
      var values = kernel.values
      values[5 * 144 + 7] = bad
      store["layer.weight"] = Tensor(values, shape: kernel.shape)
      let output = try network.forward(input).values
      let spoiled = Set(output.indices.filter { !output[$0].isFinite }.map { $0 / 64 % 16 })
      #expect(spoiled.isSubset(of: [5]) && (spoiled == [5] || bad == -.infinity), "\(bad)")
    }
    store["layer.weight"] = kernel
    #expect(try network.forward(input) == before)
  }
}

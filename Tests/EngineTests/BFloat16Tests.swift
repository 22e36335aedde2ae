import Engine
import EngineTestSupport
import Engines
import Networks
import Recipe
import Tensors
import TestSupport
import Testing

/// Operations and networks of bfloat16 beside the same ones of float32.
@Suite(.serialized, .enabled(if: Engine.computesBFloat16))
struct BFloat16Tests {
  /// Half of the distance between two numbers of bfloat16 beside 1.
  private static let rounding = 0.5 / 128

  /// An operation, and one that leaves its result as it is: what the head reads would be floats.
  private func rounded(_ operation: Operation, channels: Int) -> Graph {
    var graph = Graph(inputChannels: channels)
    graph.append(operation, name: "layer")
    graph.append(.averagePool(Pool(kernel: 1, stride: 1)))
    return graph
  }

  /// The output, the input's gradient and all parameters' gradients, by name.
  private func values(
    _ graph: Graph,
    _ input: Shape,
    _ precision: Precision,
    _ algorithm: EngineChoice,
    usesBatch: Bool = true
  ) throws -> [String: Tensor] {
    let test = try NetworkUnderTest(
      graph,
      input: input,
      usesBatchStatistics: usesBatch,
      engine: algorithm,
      precision: precision
    )
    let network = try test.parameters.compile(graph, inputShape: input, mode: test.mode)
    let output = try network.forward(test.input)
    var stream = RandomStream(seed: 9, purpose: "upstream")
    let upstream = Tensor(
      (0..<output.count).map { _ in stream.uniform(-1, 1) },
      shape: output.shape
    )
    var values = ["output": output, "input": try #require(try network.backward(upstream))]
    for parameter in graph.parameters where parameter.isTrainable {
      values[parameter.name] = test.parameters.gradient(parameter.name)
    }
    return values
  }

  /// Expects every tensor's difference to be at most so many roundings of its root mean square.
  private func expectClose(
    _ graph: Graph,
    _ input: Shape,
    _ algorithm: EngineChoice,
    usesBatch: Bool = true,
    roundings: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let exact = try values(graph, input, .float32, .direct, usesBatch: usesBatch)
    let rounded = try values(graph, input, .bfloat16, algorithm, usesBatch: usesBatch)
    var differs = false
    for (name, truth) in exact {
      let found = try #require(rounded[name]).values
      let error = zip(found, truth.values).reduce(0) { $0 + pow(Double($1.0 - $1.1)) }
      let size = truth.values.reduce(0) { $0 + pow(Double($1)) }
      // A bias before a normalisation has no gradient but for rounding.
      guard size > 1e-8 * Double(truth.count) else { continue }
      let relative = (error / size).squareRoot()
      #expect(
        relative <= roundings * Self.rounding,
        "\(algorithm), \(name): \(relative / Self.rounding) roundings",
        sourceLocation: sourceLocation
      )
      differs = differs || found != truth.values
    }
    #expect(differs, "the precision makes no difference", sourceLocation: sourceLocation)
  }

  private func pow(_ value: Double) -> Double { value * value }

  /// Products of numbers of 8 bits, and transforms of them, which round about four times as coarsely.
  @Test(arguments: EngineChoice.available)
  func convolutions(_ algorithm: EngineChoice) throws {
    let cases: [(Convolution, Shape)] = [
      (.init(from: 3, to: 16, kernel: 3, padding: 1, hasBias: true), [2, 3, 7, 6]),
      (.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true), [3, 16, 6, 5]),
      (.init(from: 48, to: 32, kernel: 3, padding: 1, hasBias: true), [2, 48, 9, 14]),
      (.init(from: 32, to: 48, kernel: 3, padding: 1, hasBias: false), [5, 32, 8, 4]),
      (.init(from: 16, to: 32, kernel: 1, hasBias: true), [2, 16, 3, 3]),
      (.init(from: 5, to: 7, kernel: 3, stride: 2, padding: 1, hasBias: false), [2, 5, 7, 9]),
      (.init(from: 3, to: 8, kernel: 7, stride: 2, padding: 3, hasBias: false), [1, 3, 13, 11]),
      (.init(from: 16, to: 16, kernel: 1, stride: 2, hasBias: false), [1, 16, 5, 4]),
    ]
    for (convolution, shape) in cases {
      try expectClose(
        rounded(.convolution(convolution), channels: shape[1]),
        shape,
        algorithm,
        roundings: algorithm == .direct ? 1.5 : 6
      )
    }
  }

  /// Enough tiles for several pieces, the last of which is not full.
  @Test func manyTiles() throws {
    let convolution = Convolution(from: 128, to: 64, kernel: 3, padding: 1, hasBias: true)
    try expectClose(
      rounded(.convolution(convolution), channels: 128),
      [7, 128, 30, 29],
      .winograd,
      roundings: 6
    )
  }

  @Test(arguments: [true, false])
  func batchNormalization(_ usesBatch: Bool) throws {
    for channels in [16, 5] {
      try expectClose(
        rounded(.batchNormalization(.init(channels: channels)), channels: channels),
        [3, channels, 4, 3],
        .direct,
        usesBatch: usesBatch,
        roundings: 2
      )
    }
  }

  @Test func pooling() throws {
    let operations: [Operation] = [
      .maxPool(Pool(kernel: 2, stride: 2)), .maxPool(Pool(kernel: 3, stride: 2, padding: 1)),
      .averagePool(Pool(kernel: 2, stride: 2)),
    ]
    for operation in operations {
      for channels in [16, 6] {
        var graph = Graph(inputChannels: channels)
        graph.append(operation, name: "layer")
        // Where two numbers round to one, another of them may be the largest.
        try expectClose(graph, [2, channels, 6, 5], .direct, roundings: 40)
      }
    }
  }

  @Test(arguments: ["resnet18", "vgg11_bn", "densenet121"])
  func backbones(_ name: String) throws {
    let architecture = try #require(Architecture(rawValue: name))
    let backbone = try Backbone(architecture, cutAfter: "block-2", widthMultiplier: 0.25)
    for algorithm in [EngineChoice.direct, .winograd] {
      try expectClose(backbone.graph, [4, 3, 32, 32], algorithm, roundings: 150)
    }
  }

  /// Groups and pieces of tiles are shared out among threads, and change no bit.
  @Test func threads() throws {
    let graph = rounded(
      .convolution(.init(from: 48, to: 80, kernel: 3, padding: 1, hasBias: true)),
      channels: 48
    )
    let results = try [1, 2, 3].map { count in
      let result = ThreadCount.with(count) {
        Result { try values(graph, [3, 48, 17, 14], .bfloat16, .winograd) }
      }
      return try result.get().mapValues(\.values)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// Folded kernels that are kept transformed, and those of many tiles, which every pass transforms.
  @Test(arguments: [1, 4])
  func evaluation(imageCount: Int) throws {
    var graph = Graph(inputChannels: 32)
    let convolution = Convolution(from: 32, to: 48, kernel: 3, padding: 1, hasBias: false)
    graph.append(.convolution(convolution), name: "layer")
    graph.append(.batchNormalization(.init(channels: 48)), name: "norm")
    graph.append(.relu)
    graph.append(.averagePool(Pool(kernel: 1, stride: 1)))
    let shape: Shape = [imageCount, 32, 16, 17]
    let tests = try [Precision.float32, .bfloat16].map {
      try NetworkUnderTest(
        graph,
        input: shape,
        usesBatchStatistics: false,
        engine: $0 == .float32 ? .direct : .winograd,
        precision: $0
      )
    }
    let networks = try tests.map {
      try #require(
        $0.parameters.compile(graph, inputShape: shape, mode: .evaluation) as? CompiledNetwork
      )
    }
    for scale in [Float(1), -2] {
      for test in tests {
        let kernel = test.parameters["layer.weight"]
        test.parameters["layer.weight"] = Tensor(
          kernel.values.map { $0 * scale },
          shape: kernel.shape
        )
      }
      let outputs = zip(networks, tests).map { $0.forward($1.input).values }
      let error = zip(outputs[0], outputs[1]).reduce(0) { $0 + pow(Double($1.0 - $1.1)) }
      let size = outputs[0].reduce(0) { $0 + pow(Double($1)) }
      #expect((error / size).squareRoot() <= 6 * Self.rounding)
    }
    // A transformed kernel takes 36 halves for each nine floats.
    #expect((networks[1].permanentByteCount > 36 * 2 * 32 * 48) == (imageCount == 1))
  }

  /// Where a parameter is no number the network computes with floats, so that NaN goes on.
  @Test func noNumber() throws {
    let graph = rounded(
      .convolution(.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true)),
      channels: 16
    )
    let test = try NetworkUnderTest(graph, input: [1, 16, 4, 4], precision: .bfloat16)
    var bias = test.parameters["layer.bias"].values
    bias[3] = .nan
    test.parameters["layer.bias"] = Tensor(bias, shape: [16])
    let network = try test.parameters.compile(
      graph,
      inputShape: test.input.shape,
      mode: test.mode
    )
    let output = try network.forward(test.input).values
    #expect(output.indices.allSatisfy { output[$0].isNaN == ($0 / 16 == 3) })
  }

  /// The latent map in front of the head is of floats, not of rounded ones.
  @Test func theHeadReadsFloats() throws {
    var graph = Graph(inputChannels: 16)
    graph.append(.convolution(.init(from: 16, to: 16, kernel: 1, hasBias: true)), name: "last")
    graph.append(.sigmoid)
    let values = try values(graph, [1, 16, 3, 3], .bfloat16, .direct)
    let output = try #require(values["output"]).values
    #expect(output.contains { $0.bitPattern & 0xFFFF != 0 })
  }
}

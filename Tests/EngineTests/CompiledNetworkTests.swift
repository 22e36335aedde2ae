import EngineTestSupport
import Engines
import Networks
import Recipe
import Tensors
import TestSupport
import Testing

/// Every operation alone, and whole small networks, against kernels in Double and central differences.
@Suite(.serialized)
struct CompiledNetworkTests {
  private func single(_ operation: Operation, channels: Int) -> Graph {
    var graph = Graph(inputChannels: channels)
    graph.append(operation, name: "layer")
    return graph
  }

  @Test(arguments: EngineChoice.available)
  func convolutions(_ engine: EngineChoice) throws {
    let cases: [(Convolution, Shape)] = [
      (.init(from: 3, to: 16, kernel: 3, padding: 1, hasBias: true), [2, 3, 7, 6]),
      (.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true), [1, 16, 6, 5]),
      (.init(from: 16, to: 32, kernel: 1, hasBias: true), [2, 16, 3, 3]),
      (.init(from: 5, to: 7, kernel: 3, stride: 2, padding: 1, hasBias: false), [2, 5, 7, 9]),
      (.init(from: 3, to: 8, kernel: 7, stride: 2, padding: 3, hasBias: false), [1, 3, 13, 11]),
      (.init(from: 16, to: 16, kernel: 1, stride: 2, hasBias: false), [1, 16, 5, 4]),
    ]
    for (convolution, shape) in cases {
      try NetworkUnderTest(
        single(.convolution(convolution), channels: shape[1]),
        input: shape,
        engine: engine
      ).check(forward: 1e-4, "\(engine), \(convolution)")
    }
  }

  @Test(arguments: EngineChoice.exact, [true, false])
  func batchNormalization(_ engine: EngineChoice, _ usesBatch: Bool) throws {
    for channels in [16, 5] {
      try NetworkUnderTest(
        single(.batchNormalization(.init(channels: channels)), channels: channels),
        input: [3, channels, 4, 3],
        usesBatchStatistics: usesBatch,
        engine: engine
      ).check("\(engine), batch statistics: \(usesBatch)")
    }
  }

  @Test(arguments: EngineChoice.exact)
  func elementwiseAndPooling(_ engine: EngineChoice) throws {
    let operations: [Operation] = [
      .relu, .sigmoid, .maxPool(Pool(kernel: 2, stride: 2)),
      .maxPool(Pool(kernel: 3, stride: 2, padding: 1)), .averagePool(Pool(kernel: 2, stride: 2)),
    ]
    for operation in operations {
      for channels in [16, 6] {
        try NetworkUnderTest(
          single(operation, channels: channels),
          input: [2, channels, 6, 5],
          engine: engine
        ).check("\(engine), \(operation), \(channels) channels")
      }
    }
  }

  /// A residual block, a concatenation, both poolings and both activations in one network.
  private func branching(width: Int = 16) -> Graph {
    var graph = Graph(inputChannels: 3)
    graph.append(
      .convolution(.init(from: 3, to: width, kernel: 3, padding: 1, hasBias: false)),
      name: "stem"
    )
    graph.append(.batchNormalization(.init(channels: width)), name: "norm")
    let trunk = graph.append(.relu)
    graph.append(
      .convolution(.init(from: width, to: width, kernel: 3, padding: 1, hasBias: true)),
      name: "a"
    )
    graph.append(.relu)
    let branch = graph.append(
      .convolution(.init(from: width, to: width, kernel: 1, hasBias: false)),
      name: "b"
    )
    graph.append(.add, reading: [trunk, branch])
    let sum = graph.append(.relu)
    let pooled = graph.append(.maxPool(Pool(kernel: 2, stride: 2)), reading: [sum])
    let averaged = graph.append(.averagePool(Pool(kernel: 2, stride: 2)), reading: [sum])
    graph.append(.concatenate, reading: [pooled, averaged])
    graph.append(.batchNormalization(.init(channels: 2 * width)), name: "norm2")
    graph.append(.relu)
    graph.append(.convolution(.init(from: 2 * width, to: 8, kernel: 1, hasBias: true)), name: "c")
    graph.append(.sigmoid)
    return graph
  }

  /// A width that is no multiple of a block puts the second part of the concatenation inside one.
  @Test(arguments: EngineChoice.available, [(16, true), (16, false), (12, true)])
  func wholeNetwork(_ engine: EngineChoice, _ setting: (width: Int, usesBatch: Bool))
    throws
  {
    try NetworkUnderTest(
      branching(width: setting.width),
      input: [2, 3, 6, 6],
      usesBatchStatistics: setting.usesBatch,
      engine: engine
    ).check("\(engine), \(setting)")
  }

  /// Residual blocks with both kinds of shortcut: normalised sums, their masks and their gradients.
  @Test(arguments: EngineChoice.available.filter { $0 != .fastest }, [0.125, 0.25])
  func residualBlocks(_ engine: EngineChoice, _ width: Double) throws {
    let backbone = try Backbone(.resnet18, cutAfter: "block-2", widthMultiplier: width)
    try NetworkUnderTest(backbone.graph, input: [3, 3, 12, 12], engine: engine)
      .check(elements: 8, "\(engine), \(backbone.description)")
  }

  @Test(arguments: EngineChoice.exact)
  func runningStatisticsMoveAsInPyTorch(_ engine: EngineChoice) throws {
    let test = try NetworkUnderTest(
      single(.batchNormalization(.init(channels: 16)), channels: 16),
      input: [3, 16, 4, 4],
      engine: engine
    )
    let before = test.parameters["layer.running_var"].values.map(Double.init)
    let meanBefore = test.parameters["layer.running_mean"].values.map(Double.init)
    let network = try test.parameters.compile(
      test.graph,
      inputShape: test.input.shape,
      mode: test.mode
    )
    _ = try network.forward(test.input)
    let statistics = ReferenceNetwork.statistics(
      of: .init(shape: test.input.shape, values: test.input.values.map(Double.init))
    )
    let unbiased = 48.0 / 47.0
    expectClose(
      test.parameters["layer.running_mean"].values,
      zip(meanBefore, statistics.means).map { 0.9 * $0 + 0.1 * $1 },
      relative: 1e-5
    )
    expectClose(
      test.parameters["layer.running_var"].values,
      zip(before, statistics.variances).map { 0.9 * $0 + 0.1 * unbiased * $1 },
      relative: 1e-5
    )
  }

  @Test(arguments: EngineChoice.available)
  func evaluationFollowsChangedParameters(_ engine: EngineChoice) throws {
    let test = try NetworkUnderTest(
      single(
        .convolution(.init(from: 16, to: 16, kernel: 3, padding: 1, hasBias: true)),
        channels: 16
      ),
      input: [1, 16, 6, 6],
      engine: engine
    )
    let network = try test.parameters.compile(
      test.graph,
      inputShape: test.input.shape,
      mode: .evaluation
    )
    expectClose(try network.forward(test.input).values, try test.truth())
    test.parameters["layer.weight"] = Tensor(shape: [16, 16, 3, 3])
    let bias = test.parameters["layer.bias"]
    expectClose(
      try network.forward(test.input).values,
      (0..<16).flatMap { Array(repeating: Double(bias[$0]), count: 36) }
    )
  }

  @Test(arguments: EngineChoice.exact)
  func trainingFromANodeGivesTheSameGradientsFromThereOn(_ engine: EngineChoice) throws {
    let test = try NetworkUnderTest(branching(), input: [2, 3, 6, 6], engine: engine)
    let first = test.graph.nodes.firstIndex { $0.name == "c" } ?? 0
    func gradient(trainsFrom node: Graph.NodeID) throws -> Tensor {
      let network = try test.parameters.compile(
        test.graph,
        inputShape: test.input.shape,
        mode: Mode(batchNormalization: .train, trainsFrom: node)
      )
      #expect(try network.backward(try network.forward(test.input)) == nil)
      return test.parameters.gradient("c.weight")
    }
    let whole = try gradient(trainsFrom: 0)
    #expect(whole.values.contains { $0 != 0 })
    #expect(try gradient(trainsFrom: first) == whole)
  }

  /// Images that pass through the first blocks in slices give what each gives alone.
  @Test func slicesAreAsImagesAlone() throws {
    var graph = Graph(inputChannels: 3)
    for (name, from, to) in [
      ("a", 3, 16), ("b", 16, 16), ("pool", 0, 0), ("c", 16, 64), ("pool2", 0, 0),
    ] {
      guard to > 0 else {
        graph.append(.maxPool(Pool(kernel: 2, stride: 2)), name: name)
        continue
      }
      let convolution = Convolution(from: from, to: to, kernel: 3, padding: 1, hasBias: true)
      graph.append(.convolution(convolution), name: name)
      graph.append(.relu, name: "\(name).relu")
    }
    // Each of an image's largest maps takes 16 MiB.
    let test = try NetworkUnderTest(graph, input: [4, 3, 512, 512])
    let names = graph.parameters.map(\.name)
    func run(_ images: Tensor) throws -> (output: [Float], gradients: [[Float]], bytes: Int) {
      let network = try test.parameters.compile(
        graph,
        inputShape: images.shape,
        mode: Mode(batchNormalization: .train, trainsFrom: 0)
      )
      let output = try network.forward(images)
      try network.backward(output)
      let gradients = names.map { test.parameters.gradient($0).values }
      return (output.values, gradients, network.workingByteCount)
    }
    let whole = try run(test.input)
    let alone = try (0..<4).map { image in
      let count = 3 * 512 * 512
      let values = Array(test.input.values[image * count..<(image + 1) * count])
      return try run(Tensor(values, shape: [1, 3, 512, 512]))
    }
    #expect(whole.output == alone.flatMap(\.output))
    for (index, name) in names.enumerated() {
      let sum = whole.gradients[index].indices.map { element in
        alone.reduce(0) { $0 + Double($1.gradients[index][element]) }
      }
      expectClose(whole.gradients[index], sum, relative: 1e-4, name)
    }
    #expect(whole.bytes < 3 * alone[0].bytes)
  }

  @Test(arguments: EngineChoice.available)
  func runningTwiceGivesTheSameBits(_ engine: EngineChoice) throws {
    let test = try NetworkUnderTest(branching(), input: [2, 3, 6, 6], engine: engine)
    let network = try test.parameters.compile(
      test.graph,
      inputShape: test.input.shape,
      mode: test.mode
    )
    let first = try network.forward(test.input)
    try network.backward(first)
    let gradients = test.graph.parameters.filter(\.isTrainable).map {
      test.parameters.gradient($0.name)
    }
    let second = try network.forward(test.input)
    try network.backward(second)
    #expect(first == second)
    #expect(
      gradients
        == test.graph.parameters.filter(\.isTrainable).map { test.parameters.gradient($0.name) }
    )
  }
}

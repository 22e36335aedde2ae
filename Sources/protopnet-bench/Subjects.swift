import Engine
import Engines
import Networks
import ProtoPNet
import Recipe
import Tensors

/// A product of square matrices, the speed that everything else is compared with.
struct MatrixProductRoof {
  static let extent = 2048
  private let extent = Self.extent
  private let left, right: Tensor

  init() {
    left = .uniform([extent, extent], purpose: "left")
    right = .uniform([extent, extent], purpose: "right")
  }

  var operationCount: Double { 2 * Double(extent) * Double(extent) * Double(extent) }

  /// Times the same product as a 1×1 convolution of maps of the engine's precision.
  ///
  /// - Throws: `NetworkError`, never for these shapes.
  func convolutionTiming(_ engine: Engine, repetitions: Int) throws -> Timing {
    var graph = Graph(inputChannels: extent)
    graph.append(
      .convolution(Convolution(from: extent, to: extent, kernel: 1, hasBias: false)),
      name: "product"
    )
    graph.append(.averagePool(Pool(kernel: 1, stride: 1)))
    let input = Tensor.uniform([extent / 256, extent, 16, 16], purpose: "left")
    let network = try CompiledNetwork(
      graph,
      parameters: ParameterStore(graph, engine: engine),
      inputShape: input.shape,
      mode: .evaluation,
      engine: engine
    )
    network.measureInstructions()
    for _ in 0..<2 { _ = network.forward(input) }
    return Timing(
      seconds: (0..<repetitions).map { _ in
        _ = network.forward(input)
        return network.partSeconds[.convolution] ?? 0
      }
    )
  }

  func multiply() {
    var result = Tensor(shape: [extent, extent])
    left.withUnsafeValues { left in
      right.withUnsafeValues { right in
        result.withUnsafeMutableValues { result in
          guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress
          else { return }
          MatrixProduct.multiply(
            MatrixView(a, rowStride: extent),
            MatrixView(b, rowStride: extent),
            rows: extent,
            inner: extent,
            columns: extent,
            into: c,
            rowStride: extent
          )
        }
      }
    }
  }
}

extension PrototypeNetwork {
  /// The paper's network with random parameters: D = 128, K = 200, and regular add-on layers.
  ///
  /// The last normalisation of each residual block starts from `residualScale`.
  ///
  /// - Throws: `NetworkError` where the architecture cannot be built.
  static func random(
    _ architecture: Architecture,
    prototypesPerClass: Int,
    engine: any ComputeEngine,
    residualScale: Float = 1
  ) throws -> PrototypeNetwork {
    let network = random(
      try Backbone(architecture).graph,
      prototypesPerClass: prototypesPerClass,
      engine: engine
    )
    for parameter in network.parameters.specifications
    where parameter.name.contains(architecture.lastResidualNormalization) {
      network.parameters[parameter.name] = Tensor(repeating: residualScale, shape: parameter.shape)
    }
    return network
  }

  /// The same behind any layers.
  static func random(
    _ backbone: Graph,
    prototypesPerClass: Int,
    engine: any ComputeEngine
  ) -> PrototypeNetwork {
    var stream = RandomStream(seed: 1, purpose: "prototypes")
    return PrototypeNetwork(
      backbone: backbone,
      addOnLayers: AddOnLayers.regular.graph(from: backbone.outputChannels, to: HeadSubject.depth),
      head: PrototypeHead(
        prototypeLayer: PrototypeLayer(
          classCount: HeadSubject.classCount,
          prototypesPerClass: prototypesPerClass,
          depth: HeadSubject.depth,
          random: &stream
        )
      ),
      engine: engine,
      seed: 1
    )
  }
}

extension Architecture {
  /// The name of the weight of the last normalisation in a residual block.
  fileprivate var lastResidualNormalization: String {
    [.resnet18, .resnet34].contains(self) ? ".bn2.weight" : ".bn3.weight"
  }
}

/// The work of a network on random pictures.
struct NetworkSubject {
  private let network: PrototypeNetwork
  private let imageSize: Int
  /// Multiply-adds of the convolutions counted as two, per picture and forward pass.
  let operationCount: Double

  /// - Throws: `NetworkError` for pictures that do not fit the network.
  init(_ bench: NetworkOptions, engine: any ComputeEngine) throws {
    imageSize = bench.imageSize
    network = try .random(
      bench.architecture,
      prototypesPerClass: bench.prototypesPerClass,
      engine: engine
    )
    operationCount = try network.graph(.whole).operationCount(input: [1, 3, imageSize, imageSize])
  }

  /// Times a piece of work on random pictures.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func timing(of work: Work, batchSize: Int, repetitions: Int) throws -> Timing {
    let input = Tensor.uniform([batchSize, 3, imageSize, imageSize], purpose: "input")
    let perform = performer(of: work, batchSize: batchSize)
    return try Timing(repetitions: repetitions) { try perform(input) }
  }

  /// Times the convolutions in a piece of work on random pictures; nil where another engine than ours computes.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func convolutionTiming(of work: Work, batchSize: Int, repetitions: Int) throws -> Timing? {
    let input = Tensor.uniform([batchSize, 3, imageSize, imageSize], purpose: "input")
    let perform = performer(of: work, batchSize: batchSize)
    let compiled = try network.compiled(.whole, shape: input.shape, mode: mode(of: work))
    guard let compiled = compiled as? CompiledNetwork else { return nil }
    try perform(input)
    compiled.measureInstructions()
    return try Timing(
      seconds: (0..<repetitions).map { _ in
        try perform(input)
        return compiled.partSeconds[.convolution] ?? 0
      }
    )
  }

  /// Times the compilation of a network whose convolutions are chosen, in seconds.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func compilationSeconds(of work: Work, batchSize: Int) throws -> Double {
    network.releaseCompiledNetworks()
    let duration = try ContinuousClock().measure {
      _ = try network.compiled(
        .whole,
        shape: [batchSize, 3, imageSize, imageSize],
        mode: mode(of: work)
      )
    }
    return duration / .seconds(1)
  }

  private func mode(of work: Work) -> Mode {
    switch work {
    case .forward: .evaluation
    case .warmUp: TrainingSteps(.warmUp, of: network).mode
    case .joint: TrainingSteps(.joint, of: network).mode
    }
  }

  /// What does a piece of work with pictures, [batchSize, 3, H, W].
  func performer(of work: Work, batchSize: Int) -> (Tensor) throws -> Void {
    switch work {
    case .forward: { _ = network.head.forward(try network.evaluate(.whole, $0)) }
    case .warmUp: performer(of: .warmUp, batchSize)
    case .joint: performer(of: .joint, batchSize)
    }
  }

  private func performer(of stage: Stage.Kind, _ batchSize: Int) -> (Tensor) throws -> Void {
    let labels = (0..<batchSize).map { $0 * 7 % HeadSubject.classCount }
    let steps = TrainingSteps(stage, of: network)
    return { _ = try steps.step($0, labels: labels) }
  }
}

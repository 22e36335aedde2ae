import Engines
import EngineTorch
import Networks
import Recipe
import Tensors

/// A backbone with regular add-on layers and values that follow from its name, trained on drawn pictures.
///
/// In place of the head half the sum of squares of the latent map is what falls: its gradient is the map.
struct CheckedNetwork {
  private static let batchSize = 4
  private static let imageSize = 64
  private static let stepCount = 20
  private static let sampleCount = 64

  private let graph: Graph
  private let parameters: any NetworkParameters

  /// - Throws: `NetworkError` where the architecture cannot be built.
  init(_ architecture: Architecture, _ engine: any ComputeEngine) throws {
    let backbone = try Backbone(architecture)
    graph = backbone.graph.followed(
      by: AddOnLayers.regular.graph(from: backbone.outputChannels, to: 128),
      prefixes: ("backbone/", "add_on_layers/")
    )
    parameters = engine.makeParameters(of: graph)
    for parameter in parameters.specifications {
      var stream = RandomStream(seed: 1, purpose: parameter.name)
      parameters[parameter.name] = parameter.initializer.tensor(parameter.shape, from: &stream)
    }
  }

  private static func pictures(_ count: Int, _ size: Int, _ purpose: String) -> Tensor {
    var stream = RandomStream(seed: 2, purpose: purpose)
    let shape: Shape = [count, 3, size, size]
    return Tensor((0..<shape.count).map { _ in stream.uniform(-1, 1) }, shape: shape)
  }

  /// The latent map and all gradients of a batch, and what falls before each of the steps.
  ///
  /// - Throws: `NetworkError` of the device.
  func values() throws -> NetworkValues {
    let shape: Shape = [Self.batchSize, 3, Self.imageSize, Self.imageSize]
    let layers = try parameters.compile(
      graph,
      inputShape: shape,
      mode: Mode(batchNormalization: .train, trainsFrom: 0)
    )
    let batches = (0..<4).map { Self.pictures(Self.batchSize, Self.imageSize, "batch \($0)") }
    var values = NetworkValues()
    let output = try layers.forward(batches[0])
    try layers.backward(output)
    values.samples["output"] = Self.samples(output)
    for parameter in parameters.specifications where parameter.isTrainable {
      values.samples[parameter.name] = Self.samples(parameters.gradient(parameter.name))
    }
    let optimizer = parameters.makeOptimizer(prefix: "", learningRate: 1e-4, weightDecay: 1e-3)
    for step in 0..<Self.stepCount {
      let output = try layers.forward(batches[step % batches.count])
      values.costs.append(output.values.reduce(0) { $0 + Double($1) * Double($1) } / 2)
      try layers.backward(output)
      optimizer.step(factor: 1)
    }
    return values
  }

  /// The seconds of three joint steps, after two that are not counted, at 224×224 pixels.
  ///
  /// - Throws: `NetworkError` of the device, for instance where its memory is too small.
  static func stepSeconds(
    _ architecture: Architecture,
    _ engine: any ComputeEngine,
    batchSize: Int
  ) throws -> [Double] {
    let network = try CheckedNetwork(architecture, engine)
    let pictures = pictures(batchSize, 224, "timed")
    let layers = try network.parameters.compile(
      network.graph,
      inputShape: pictures.shape,
      mode: Mode(batchNormalization: .train, trainsFrom: 0)
    )
    let optimizer = network.parameters.makeOptimizer(
      prefix: "",
      learningRate: 1e-4,
      weightDecay: 1e-3
    )
    let clock = ContinuousClock()
    let times = try (0..<5).map { _ in
      try clock.measure {
        try layers.backward(try layers.forward(pictures))
        optimizer.step(factor: 1)
        // Waits for the device.
        _ = optimizer.leftFiniteParameters
      } / .seconds(1)
    }
    return Array(times.dropFirst(2))
  }

  /// Numbers of a tensor at places that follow from its size.
  private static func samples(_ tensor: Tensor) -> [Float] {
    var stream = RandomStream(seed: 3, purpose: "samples")
    let values = tensor.values
    return (0..<min(sampleCount, values.count)).map { _ in
      values[min(Int(stream.uniform() * Float(values.count)), values.count - 1)]
    }
  }
}

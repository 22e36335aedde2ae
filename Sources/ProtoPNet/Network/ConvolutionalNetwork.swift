package import Engines
package import Networks
package import Recipe
package import Tensors

/// A backbone and the convolutional layers behind it, which run alone or as one.
///
/// The engine compiles a part once for each batch shape and mode. ``PrototypeNetwork`` and
/// ``BaselineNetwork`` say what stands behind the backbone.
package class ConvolutionalNetwork {
  /// A stretch of the layers that runs as one.
  package enum Part: Hashable, Sendable {
    /// From pictures to the input of the layers behind the backbone.
    case backbone
    /// From the backbone's output to the network's.
    case behindBackbone
    /// From pictures to the network's output.
    case whole
  }

  package let engine: any ComputeEngine
  /// Parameters named `backbone/<name>` and by the prefix of the layers behind it.
  package let parameters: any NetworkParameters
  private let graphs: [Part: Graph]
  /// The first node of ``Part/whole`` that is not the backbone's.
  let firstNodeBehindBackbone: Graph.NodeID
  private var compiled: [Key: any RunnableNetwork] = [:]

  private struct Key: Hashable {
    let part: Part
    let shape: Shape
    let mode: Mode
  }

  package static let backbonePrefix = "backbone/"

  /// Joins a backbone and the layers behind it; parameters are drawn from the seed and their names, or left
  /// to whoever has them where it is nil.
  init(
    backbone: Graph,
    behind layers: Graph,
    prefix: String,
    engine: any ComputeEngine,
    seed: UInt64?
  ) {
    let prefixes = (Self.backbonePrefix, prefix)
    let whole = backbone.followed(by: layers, prefixes: prefixes)
    graphs = [
      .whole: whole, .backbone: whole.cut(after: backbone.output),
      .behindBackbone: Graph(inputChannels: backbone.outputChannels)
        .followed(by: layers, prefixes: prefixes),
    ]
    firstNodeBehindBackbone = backbone.output + 1
    self.engine = engine
    parameters = engine.makeParameters(of: whole)
    guard let seed else { return }
    for parameter in parameters.specifications {
      var stream = RandomStream(seed: seed, purpose: "initialization of \(parameter.name)")
      parameters[parameter.name] = parameter.initializer.tensor(parameter.shape, from: &stream)
    }
  }

  /// Whether pictures of one batch influence each other's features while the backbone is in training mode.
  package var backboneHasBatchNormalization: Bool {
    graph(.backbone).nodes.contains {
      if case .batchNormalization = $0.operation { true } else { false }
    }
  }

  /// Whether a picture's features are the same in every pass while the backbone is not trained.
  package func featuresAreFixed(_ normalization: BatchNormalizationMode) -> Bool {
    !backboneHasBatchNormalization || normalization == .evaluate
  }

  /// The graph of a part, with prefixed parameter names.
  package func graph(_ part: Part) -> Graph {
    guard let graph = graphs[part] else { preconditionFailure("no graph for \(part)") }
    return graph
  }

  /// The part compiled for inputs of `shape`, from the store of earlier compilations if possible.
  package func compiled(
    _ part: Part,
    shape: Shape,
    mode: Mode
  ) throws(NetworkError) -> any RunnableNetwork {
    let key = Key(part: part, shape: shape, mode: mode)
    if let network = compiled[key] { return network }
    let network = try parameters.compile(graph(part), inputShape: shape, mode: mode)
    compiled[key] = network
    return network
  }

  /// Forgets compiled kernels, for instance when a stage with other shapes begins.
  package func releaseCompiledNetworks() { compiled = [:] }

  /// A part's output [N, …] for a batch [N, …], with running statistics and no backward pass.
  package func evaluate(_ part: Part, _ input: Tensor) throws(NetworkError) -> Tensor {
    try compiled(part, shape: input.shape, mode: .evaluation).forward(input)
  }

  /// The first node, in the part's own graph, whose parameters are trained: of the backbone, or of the
  /// layers behind it.
  package func firstTrainedNode(in part: Part, trainsBackbone: Bool) -> Graph.NodeID {
    trainsBackbone || part != .whole ? 0 : firstNodeBehindBackbone
  }
}

extension ConvolutionalNetwork {
  /// Every parameter that the engine holds by its name in a checkpoint.
  package var checkpointParameters: [String: Tensor] {
    parameters.specifications.reduce(into: [:]) { $0[$1.name] = parameters[$1.name] }
  }

  /// Takes over the parameters of a checkpoint, which must fit.
  ///
  /// Each has the shape of the network's, such as `linear_layer/0.weight` [K, C, 1, 1].
  package func take(_ values: [String: Tensor]) {
    for name in parameters.specifications.map(\.name) {
      if let value = values[name] { parameters[name] = value }
    }
  }
}

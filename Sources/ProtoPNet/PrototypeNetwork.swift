package import Engine
package import Networks
package import Tensors

/// The network of the paper: convolutional layers f (backbone and add-on layers), prototypes, last layer.
///
/// Convolutional layers run on the engine, compiled once for each batch shape and mode; the head holds
/// prototypes and last layer. One instance is trained, projected and evaluated in place.
package final class PrototypeNetwork {
  /// A stretch of the convolutional layers that runs as one.
  package enum Part: Hashable, Sendable {
    /// From pictures to the add-on layers' input.
    case backbone
    /// From the backbone's output to the latent map.
    case addOnLayers
    /// From pictures to the latent map.
    case whole
  }

  package let engine: Engine
  /// Parameters named `backbone/<name>` and `add_on_layers/<name>`.
  package let parameters: ParameterStore
  package var head: PrototypeHead
  private let graphs: [Part: Graph]
  private let firstAddOnNode: Graph.NodeID
  private var compiled: [Key: CompiledNetwork] = [:]

  private struct Key: Hashable {
    let part: Part
    let shape: Shape
    let mode: Mode
  }

  package static let backbonePrefix = "backbone/"
  package static let addOnLayersPrefix = "add_on_layers/"

  /// Joins a backbone, add-on layers and a head; parameters are drawn from the seed.
  package init(
    backbone: Graph,
    addOnLayers: Graph,
    head: PrototypeHead,
    engine: Engine,
    seed: UInt64
  ) {
    let prefixes = (Self.backbonePrefix, Self.addOnLayersPrefix)
    let whole = backbone.followed(by: addOnLayers, prefixes: prefixes)
    graphs = [
      .whole: whole, .backbone: whole.cut(after: backbone.output),
      .addOnLayers: Graph(inputChannels: backbone.outputChannels)
        .followed(by: addOnLayers, prefixes: prefixes),
    ]
    firstAddOnNode = backbone.output + 1
    self.engine = engine
    self.head = head
    parameters = ParameterStore(whole, engine: engine)
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
  package func featuresAreFixed(_ normalization: Mode.BatchNormalizationMode) -> Bool {
    !backboneHasBatchNormalization || normalization == .evaluate
  }

  /// The minimum squared distances [N, P] of latent maps [N, D, H, W].
  package func distances(_ latent: Tensor) -> Tensor { head.prototypeLayer.forward(latent).values }

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
  ) throws(NetworkError) -> CompiledNetwork {
    let key = Key(part: part, shape: shape, mode: mode)
    if let network = compiled[key] { return network }
    let network = try CompiledNetwork(
      graph(part),
      parameters: parameters,
      inputShape: shape,
      mode: mode,
      engine: engine
    )
    compiled[key] = network
    return network
  }

  /// Forgets compiled kernels, for instance when a stage with other shapes begins.
  package func releaseCompiledNetworks() { compiled = [:] }

  /// A part's output for a batch, with running statistics and no backward pass.
  package func evaluate(_ part: Part, _ input: Tensor) throws(NetworkError) -> Tensor {
    try compiled(part, shape: input.shape, mode: .evaluation).forward(input)
  }

  /// The first node, in the part's own graph, whose parameters a stage trains.
  package func firstTrainedNode(_ stage: TrainingStage, in part: Part) -> Graph.NodeID {
    stage == .warmUp && part == .whole ? firstAddOnNode : 0
  }
}

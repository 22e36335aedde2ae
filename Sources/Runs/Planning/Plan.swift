package import Engines
package import Experiments
package import Networks
package import ProtoPNet
package import Recipe
package import Tensors

/// An experiment resolved and shape-checked, before anything is computed or written.
package struct Plan: Sendable {
  package let experiment: Experiment
  /// The stages in order.
  package let stages: [Stage]
  package let backbone: Networks.Backbone
  package let addOnLayers: Graph
  /// [C, H, W] of the backbone's output, and [D, H, W] of the latent map.
  package let featureShape, latentShape: Shape
  /// Operations of the backbone and of the add-on layers, per image and forward pass.
  let backboneOperationCount, addOnLayersOperationCount: Double

  /// Checks everything that needs no data.
  ///
  /// - Throws: `ExperimentError` pointing at the line to change.
  package init(_ experiment: Experiment) throws(ExperimentError) {
    self.experiment = experiment
    stages = experiment.stages
    let declared = experiment.backbone
    do {
      backbone = try Backbone(
        declared.architecture,
        cutAfter: declared.cutAfter,
        widthMultiplier: declared.widthMultiplier ?? 1
      )
    } catch {
      throw experiment.problem(
        at: error.node.isEmpty ? "backbone.cut-after" : "backbone.width-multiplier",
        error.description
      )
    }
    addOnLayers = experiment.addOnLayers.kind.graph(
      from: backbone.outputChannels,
      to: experiment.addOnLayers.channels
    )
    let size = experiment.data.imageSize
    do {
      let shapes = try backbone.graph.shapes(input: [1, 3, size, size])
      featureShape = Shape(Array(shapes[backbone.graph.output].dimensions.dropFirst()))
      latentShape = [experiment.addOnLayers.channels, featureShape[1], featureShape[2]]
      backboneOperationCount = try backbone.graph.operationCount(input: [1, 3, size, size])
      addOnLayersOperationCount = try addOnLayers.operationCount(
        input: Shape([1] + featureShape.dimensions)
      )
    } catch {
      throw experiment.problem(at: "data.image-size", error.description)
    }
    let prototypes = experiment.prototypes
    guard prototypes.height <= latentShape[1], prototypes.width <= latentShape[2] else {
      throw experiment.problem(
        at: "prototypes",
        """
        prototypes of \(prototypes.height)×\(prototypes.width) do not fit the latent map of \
        \(latentShape[1])×\(latentShape[2]); make them smaller or the images larger
        """
      )
    }
    try experiment.requireConvexLastLayer(backbone.graph)
  }

  /// The stages up to one and with it; all for nil or one that is none of them.
  func stages(until end: Stage.ID?) -> ArraySlice<Stage> {
    stages.prefix(through: stages.firstIndex { $0.id == end } ?? stages.count - 1)
  }

  /// The number of prototypes, P, for K classes.
  ///
  /// - Throws: `ExperimentError` where a declared P is not a multiple of K.
  package func prototypeCount(classCount: Int) throws(ExperimentError) -> Int {
    guard let count = experiment.prototypes.count else {
      return experiment.prototypes.perClass * classCount
    }
    guard count % classCount == 0 else {
      throw experiment.problem(
        at: "prototypes.count",
        """
        \(count) prototypes cannot be shared equally by \(classCount) classes; take a multiple of \
        \(classCount), or give 'per-class' instead
        """
      )
    }
    return count
  }

  /// Draws or loads a network for K classes; `perClass` stands in for the declared prototypes.
  ///
  /// `weights` are the backbone's by torchvision's names, each in the shape of its parameter, such as
  /// VGG's `features.0.weight` [64, 3, 3, 3].
  package func makeNetwork(
    classCount: Int,
    engine: any ComputeEngine,
    seed: UInt64?,
    weights: [String: Tensor]?,
    perClass: Int? = nil
  ) throws(ExperimentError) -> PrototypeNetwork {
    let count =
      if let perClass { perClass * classCount } else { try prototypeCount(classCount: classCount) }
    let prototypes = experiment.prototypes
    var stream = RandomStream(seed: seed ?? 0, purpose: "initialization of the prototypes")
    let layer = PrototypeLayer(
      classCount: classCount,
      prototypesPerClass: count / classCount,
      depth: experiment.addOnLayers.channels,
      height: prototypes.height,
      width: prototypes.width,
      similarityFunction: experiment.similarityFunction,
      random: &stream
    )
    let network = PrototypeNetwork(
      backbone: backbone.graph,
      addOnLayers: addOnLayers,
      head: PrototypeHead(prototypeLayer: layer),
      engine: engine,
      seed: seed
    )
    network.takeBackbone(weights ?? [:])
    return network
  }

  /// Draws or loads a baseline for K classes.
  ///
  /// `weights` are the backbone's by torchvision's names, each in the shape of its parameter, such as
  /// VGG's `features.0.weight` [64, 3, 3, 3].
  package func makeBaseline(
    classCount: Int,
    engine: any ComputeEngine,
    seed: UInt64?,
    weights: [String: Tensor]?
  ) -> BaselineNetwork {
    let network = BaselineNetwork(
      backbone: backbone.graph,
      extent: featureShape[1],
      classCount: classCount,
      engine: engine,
      seed: seed
    )
    network.takeBackbone(weights ?? [:])
    return network
  }
}

extension Experiment {
  var similarityFunction: SimilarityFunction {
    switch prototypes.similarity.function {
    case .log: .log(epsilon: Float(prototypes.similarity.epsilon))
    case .linear: .linear
    }
  }
}

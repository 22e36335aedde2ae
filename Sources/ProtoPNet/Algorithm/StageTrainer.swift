import Datasets
import Engines
import Networks
package import Ranks
package import Recipe
import Tensors

/// The training algorithm of the paper, section 2.2, on one network.
///
/// A run is a warm-up and cycles of three stages: (1) joint descent of all layers before the last,
/// (2) projection of the prototypes onto latent training patches, (3) optimisation of the last layer.
/// Everything random is drawn from (seed, stage, pass), so a stage repeated from the same network and
/// optimisers gives the same bits. Without prototypes, (1) is all there is.
/// Source: main.py and train_and_test.py.
package final class StageTrainer {
  package let network: any TrainedNetwork
  let data: TrainingData
  let settings: TrainingSettings
  private(set) weak var observer: (any TrainingObserver)?
  /// The processes that train the network together; all of them perform the same stages.
  package let ranks: any RankGroup
  /// Where rows are kept that a stage computes once; in memory unless it is set.
  package var featureStorage: any FeatureStorage = FeatureMemory()
  /// The test accuracy is measured after every so many passes of a stage; only after stages for nil.
  package var testEveryPasses: Int?
  /// How far the stage under way has come, for an interrupted run to go on from.
  package private(set) var progress = StageProgress()
  private var optimizers: [Stage.Kind: StageOptimizer] = [:]

  package init(
    network: any TrainedNetwork,
    data: TrainingData,
    settings: TrainingSettings,
    ranks: any RankGroup = Solo(),
    observer: (any TrainingObserver)? = nil
  ) {
    (self.network, self.ranks) = (network, ranks)
    (self.data, self.settings, self.observer) = (data, settings, observer)
    restartOptimizers()
  }

  /// Makes new optimisers for the network's present prototypes; only the counts of epochs stay.
  package func restartOptimizers() {
    for stage in network.optimizedStages {
      let optimizer = StageOptimizer(of: stage, network, settings.optimizer)
      optimizer.epochCount = optimizers[stage]?.epochCount ?? 0
      optimizers[stage] = optimizer
    }
  }

  /// The optimiser of a stage, kept over all cycles.
  package func optimizer(_ stage: Stage.Kind) -> StageOptimizer {
    guard let optimizer = optimizers[stage] else { preconditionFailure("no optimiser of \(stage)") }
    return optimizer
  }

  // MARK: - The schedule

  /// Runs stages one after the other; the journal may have one from elsewhere, and keeps the others.
  ///
  /// - Throws: What reading pictures or keeping results throws, and ``TrainingError``.
  package func run(_ stages: some Sequence<Stage>, _ journal: any StageJournal) throws {
    for stage in stages where try !journal.takesOver(stage, self) {
      progress = try journal.progress(of: stage, self)
      try journal.keep(stage, perform(stage), self)
      progress = StageProgress()
    }
  }

  /// Performs a stage, and evaluates the network as the stage leaves it.
  ///
  /// - Throws: ``TrainingError``, ``ProtoPNetError``, `ImageError` for an unreadable picture,
  ///   `NetworkError` where the network cannot be compiled, and what keeping rows throws.
  package func perform(_ stage: Stage) throws -> StageOutcome {
    var outcome =
      switch stage {
      case .warmUp(let length): try warmUp(length)
      case .joint(let cycle, let length): try joint(cycle: cycle, length)
      case .projection: StageOutcome(projection: try project())
      case .lastLayer(let cycle, let optimization): try lastLayer(cycle: cycle, optimization)
      case .pruning(_, let pruning): StageOutcome(pruning: try prune(pruning))
      }
    try network.requireFinite(in: stage, at: "its end")
    try evaluate(stage, &outcome)
    return outcome
  }

  /// Evaluates the network as a stage leaves it; pictures whose logits are no numbers are warned of.
  ///
  /// - Throws: As ``evaluate()``.
  package func evaluate(_ stage: Stage, _ outcome: inout StageOutcome) throws {
    outcome.test = try evaluate()
    outcome.validation = try evaluateOnValidation()
    for (name, evaluation) in [("test", outcome.test), ("validation", outcome.validation)] {
      guard let evaluation, evaluation.notNumberCount > 0 else { continue }
      let warning = """
        \(evaluation.notNumberCount) of \(evaluation.imageCount) \(name) pictures have logits that are no \
        numbers; they count as wrong
        """
      outcome.warnings.append("\(stage.name): \(warning)")
      observer?.warned(warning, in: stage)
    }
  }

  // MARK: - Warm-up: add-on layers and prototypes find their place; the backbone stays.

  /// Trains the add-on layers and the prototypes.
  ///
  /// A backbone whose features do not depend on the batch is run once per image, and once per mirror
  /// image, for all passes, unless every pass augments the images anew.
  ///
  /// - Throws: ``TrainingError``, `ImageError` for an unreadable picture, `NetworkError` where the
  ///   network cannot be compiled, and what keeping rows throws.
  package func warmUp(_ length: Length) throws -> StageOutcome {
    let stage = Stage.warmUp(length)
    if settings.prototypeInitialization == .patches { try startFromPatches() }
    guard hasFixedFeatures(settings.batchNormalization.warmUp) else {
      return try descend(stage, length, on: .pictures)
    }
    let features = try cacheOfTrainingImages(stage, computing: "features", featureShape) {
      try network.evaluate(.backbone, $0)
    }
    return try descend(stage, length, on: .rows(features, into: .behindBackbone))
  }

  /// Puts every prototype onto a patch of its class, as a beginning.
  private func startFromPatches() throws {
    guard let network = network as? PrototypeNetwork else { return }
    var draw = try PatchDraw(
      for: network.head.prototypeLayer,
      labels: data.projection.images.map(\.classIndex),
      classNames: data.classNames,
      seed: settings.seed
    )
    try advance(&draw, over: data.projection, "initial patches") {
      try network.evaluate(.whole, $0)
    } taking: { draw, latent, indices, _ in
      draw.consider(latent: latent, imageIndices: indices)
    }
    network.head.prototypeLayer.prototypes = draw.patches
  }

  // MARK: - Stage 1: stochastic gradient descent of all layers before the last.

  /// Trains backbone, add-on layers and prototypes together.
  ///
  /// - Throws: ``TrainingError``, `ImageError` for an unreadable picture, and `NetworkError` where
  ///   the network cannot be compiled.
  package func joint(cycle: Int, _ length: Length) throws -> StageOutcome {
    if settings.optimizer.joint.moments == .restarted { optimizer(.joint).restart() }
    return try descend(.joint(cycle: cycle, length), length, on: .pictures)
  }

  /// Descends along the gradients of everything that a warm-up or a joint stage trains.
  private func descend(
    _ stage: Stage,
    _ length: Length,
    on source: BatchSource
  ) throws -> StageOutcome {
    try passes(stage, length, on: source).run { share in
      let layers = try network.compiled(
        share.part,
        shape: share.inputs.shape,
        mode: mode(stage.kind, share.part)
      )
      let step = network.step(
        output: try layers.forward(share.inputs),
        labels: share.labels,
        coefficients: settings.coefficients,
        trains: true
      )
      return (step, layers)
    }
  }

  // MARK: - Stage 2: projection of the prototypes onto the nearest latent patch of their own class.

  /// Replaces every prototype by the nearest patch of any projection image of its class.
  ///
  /// The returned result tells where each prototype now comes from and how far it moved.
  ///
  /// - Throws: ``ProtoPNetError/classesWithoutImages(_:)`` and ``ProtoPNetError/latentMapsNotFinite(_:)``,
  ///   `ImageError` for an unreadable picture, and `NetworkError` where the network cannot be compiled.
  package func project() throws -> Projection {
    let network = prototypeNetwork
    var search = ProjectionSearch(network.head.prototypeLayer)
    try advance(&search, over: data.projection, "projection") {
      try network.evaluate(.whole, $0)
    } taking: { search, latent, indices, labels in
      search.consider(latent: latent, labels: labels, imageIndices: indices)
    }
    let projection = try search.finish(classNames: data.classNames)
    network.head.prototypeLayer.prototypes = projection.after
    return projection
  }

  // MARK: - Stage 3: convex optimisation of the last layer on fixed similarities.

  /// Optimises the last layer with the masked L1 term, by passes of Adam or as the convex problem.
  ///
  /// With running statistics the distances cannot change, so they are computed once for all passes,
  /// unless every pass augments the images anew; the convex problem needs that.
  ///
  /// - Throws: ``TrainingError``, `ImageError` for an unreadable picture, `NetworkError` where the
  ///   network cannot be compiled, and what keeping rows throws.
  package func lastLayer(cycle: Int, _ optimization: LastLayerOptimization) throws -> StageOutcome {
    let stage = Stage.lastLayer(cycle: cycle, optimization)
    let isFixed = hasFixedFeatures(settings.batchNormalization.lastLayer)
    switch optimization.solver {
    case .convex:
      precondition(isFixed, "the convex last layer needs fixed features")
      return try solveLastLayer(stage, optimization)
    case .adam where isFixed:
      let network = prototypeNetwork
      let distances = try cacheOfTrainingImages(stage, computing: "distances", rowShape) {
        network.distances(try network.evaluate(.whole, $0))
      }
      let weightBefore = network.head.lastLayer.weight
      var outcome = try descendLastLayer(
        stage,
        optimization.length,
        on: .rows(distances, into: .whole)
      )
      if settings.checksLastLayer {
        outcome.lastLayer = try ranks.agreeing {
          ranks.isFirst
            ? try fitOfLastLayer(distances, weightBefore: weightBefore, stage) : nil
        }
      }
      return outcome
    case .adam: return try descendLastLayer(stage, optimization.length, on: .pictures)
    }
  }

  /// Descends along the last layer's gradient, from pictures or from their distances, [P] each.
  private func descendLastLayer(
    _ stage: Stage,
    _ length: Length,
    on source: BatchSource
  ) throws -> StageOutcome {
    let network = prototypeNetwork
    return try passes(stage, length, on: source).run { share in
      var distances = share.inputs
      if case .pictures = source {
        let layers = try network.compiled(
          .whole,
          shape: share.inputs.shape,
          mode: mode(stage.kind, .whole)
        )
        distances = network.distances(try layers.forward(share.inputs))
      }
      let step = network.head.lastLayerStep(
        minimumSquaredDistances: distances,
        labels: share.labels,
        coefficients: settings.coefficients
      )
      return (
        TrainingStep(
          figures: step.figures,
          outputGradient: nil,
          headGradients: step.headGradients
        ), nil
      )
    }
  }

  // MARK: - Pruning: prototypes whose nearest training patches are of mixed classes go.

  /// Removes prototypes by their nearest images of the projection set, of all classes.
  ///
  /// The optimisers begin anew, as in the released code, whose moments belong to no removed prototype.
  ///
  /// - Throws: ``ProtoPNetError/classesWithoutPrototypes(_:)``, `ImageError` for an unreadable
  ///   picture, and `NetworkError` where the network cannot be compiled.
  package func prune(_ pruning: Pruning) throws -> PruningResult {
    let network = prototypeNetwork
    let layer = network.head.prototypeLayer
    var nearest = NearestImages(count: pruning.nearest, prototypeCount: layer.prototypeCount)
    try advance(&nearest, over: data.projection, "pruning") {
      try network.evaluate(.whole, $0)
    } taking: { nearest, latent, indices, labels in
      nearest.consider(layer.forward(latent), labels: labels, firstImageIndex: indices[0])
    }
    let kept = try pruning.keptIndices(
      nearest,
      prototypeClass: layer.prototypeClass,
      classNames: data.classNames
    )
    network.head = network.head.keeping(kept)
    restartOptimizers()
    return PruningResult(
      pruning: pruning,
      nearestImages: nearest,
      prototypeClass: layer.prototypeClass,
      kept: kept
    )
  }

  // MARK: - Evaluation

  /// The network's figures on the test images.
  ///
  /// - Throws: `ImageError` for an unreadable picture, and `NetworkError` where the network cannot
  ///   be compiled.
  package func evaluate() throws -> Evaluation { try evaluate(on: data.test, "test") }

  /// The network's figures on the validation images; nil where there are none.
  ///
  /// - Throws: As ``evaluate()``.
  package func evaluateOnValidation() throws -> Evaluation? {
    try data.validation.map { try evaluate(on: $0, "validation") }
  }

  private func evaluate(on images: ImageLoader, _ name: String) throws -> Evaluation {
    var sums = EvaluationSums(settings.coefficients, classCount: data.classNames.count)
    try advance(&sums, over: images, name) {
      try network.evaluate(.whole, $0)
    } taking: { sums, output, _, labels in
      let figures = network.step(
        output: output,
        labels: labels,
        coefficients: settings.coefficients,
        trains: false
      ).figures
      sums.add(figures, imageCount: labels.count)
    }
    return sums.evaluation
  }

  /// The share of the test images that the network under training classifies correctly now.
  ///
  /// - Throws: As ``evaluate()``.
  func testAccuracyNow() throws -> Double {
    let images = data.test.images
    var correctCount = 0
    try data.test.forEachBatch(
      order: Array(images.indices),
      batchSize: settings.optimizer.batchSize
    ) { batch in
      correctCount +=
        network.step(
          output: try network.evaluate(.whole, batch.images),
          labels: batch.labels,
          coefficients: settings.coefficients,
          trains: false
        ).figures.correctCount
    }
    return Double(correctCount) / Double(max(images.count, 1))
  }

  // MARK: - What the stages have in common

  /// The network of the stages that are about prototypes.
  var prototypeNetwork: PrototypeNetwork {
    guard let network = network as? PrototypeNetwork else {
      preconditionFailure("a network without prototypes has no such stage")
    }
    return network
  }

  private func passes(
    _ stage: Stage,
    _ length: Length,
    on source: BatchSource
  ) throws(SavedStateError) -> TrainingPasses {
    let passes = TrainingPasses(stage, length, on: source, of: self, optimizer(stage.kind))
    if let earlier = progress.earlierState(of: TrainingPasses.part) { try passes.restore(earlier) }
    return passes
  }

  /// How the layers of a part are compiled for a stage that trains.
  private func mode(_ stage: Stage.Kind, _ part: ConvolutionalNetwork.Part) -> Mode {
    let modes = settings.batchNormalization
    let normalization: BatchNormalizationMode =
      switch stage {
      case .warmUp: modes.warmUp
      case .lastLayer: modes.lastLayer
      case .joint, .projection, .pruning: .train
      }
    return Mode(
      batchNormalization: normalization,
      trainsFrom: stage == .lastLayer
        ? nil : network.firstTrainedNode(in: part, trainsBackbone: stage == .joint)
    )
  }
}

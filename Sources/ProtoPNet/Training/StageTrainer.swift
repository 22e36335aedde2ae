import Datasets
import Engine
import Tensors

/// The training algorithm of the paper, section 2.2, on one network.
///
/// A run is a warm-up and cycles of three stages: (1) joint descent of all layers before the last,
/// (2) projection of the prototypes onto latent training patches, (3) optimisation of the last layer.
/// Everything random is drawn from (seed, stage, pass), so a stage repeated from the same network and
/// optimisers gives the same bits.
/// Source: main.py and train_and_test.py.
package final class StageTrainer {
  package let network: PrototypeNetwork
  /// The passes over the pictures, which the stages share.
  private(set) var loop: TrainingLoop
  private var optimizers: [TrainingStage: StageOptimizer] = [:]
  /// Where rows are kept that a stage computes once; in memory unless it is set.
  package var featureStorage: any FeatureStorage {
    get { loop.featureStorage }
    set { loop.featureStorage = newValue }
  }
  var data: TrainingData { loop.data }
  var settings: TrainingSettings { loop.settings }

  package init(
    network: PrototypeNetwork,
    data: TrainingData,
    settings: TrainingSettings,
    observer: (any TrainingObserver)? = nil
  ) {
    self.network = network
    loop = TrainingLoop(network: network, data: data, settings: settings, observer: observer)
    restartOptimizers()
  }

  /// Makes new optimisers for the network's present prototypes; only the counts of epochs stay.
  package func restartOptimizers() {
    for stage in [TrainingStage.warmUp, .joint, .lastLayer] {
      let optimizer = StageOptimizer(stage, settings: settings, network: network)
      optimizer.epochCount = optimizers[stage]?.epochCount ?? 0
      optimizers[stage] = optimizer
    }
  }

  /// The optimiser of a stage, kept over all cycles.
  package func optimizer(_ stage: TrainingStage) -> StageOptimizer {
    guard let optimizer = optimizers[stage] else { preconditionFailure("no optimiser of \(stage)") }
    return optimizer
  }

  // MARK: - Warm-up: add-on layers and prototypes find their place; the backbone stays.

  /// Trains the add-on layers and the prototypes.
  ///
  /// A backbone whose features do not depend on the batch is run once per image for all passes, unless
  /// every pass augments the images anew.
  package func warmUp(_ length: Length) throws -> StageOutcome {
    let stage = Stage.warmUp(length)
    return try loop.warmUp(stage) { try train(stage, .warmUp, length, feed: $0) }
  }

  // MARK: - Stage 1: stochastic gradient descent of all layers before the last.

  /// Trains backbone, add-on layers and prototypes together.
  package func joint(cycle: Int, _ length: Length) throws -> StageOutcome {
    let stage = Stage.joint(cycle: cycle, length)
    if settings.joint.restartsMoments { optimizer(.joint).restart() }
    return try train(stage, .joint, length, feed: loop.pictures(stage))
  }

  /// Warm-up and joint stage: descend along the gradients of everything before the last layer.
  private func train(
    _ stage: Stage,
    _ training: TrainingStage,
    _ length: Length,
    feed: @escaping TrainingLoop.Feed
  ) throws -> StageOutcome {
    let optimizer = optimizer(training)
    return try loop.passes(stage, length, optimizer: optimizer, feed: feed) { input in
      let convolutional = try loop.compiled(for: training, input)
      let latent = convolutional.forward(input.values)
      let step = network.head.trainingStep(
        latent: latent,
        labels: input.labels,
        coefficients: settings.coefficients,
        needs: [.latent, .prototypes]
      )
      if let gradient = step.latentGradient { convolutional.backward(gradient) }
      optimizer.step(prototypeGradient: step.prototypeGradient)
      return step.figures
    }
  }

  // MARK: - Stage 2: projection of the prototypes onto the nearest latent patch of their own class.

  /// Replaces every prototype by the nearest patch of any projection image of its class.
  ///
  /// The returned result tells where each prototype now comes from and how far it moved.
  package func project() throws -> Projection {
    var search = ProjectionSearch(network.head.prototypeLayer)
    try loop.forEachBatch(of: data.projection, "projection") { batch in
      let latent = try network.evaluate(.whole, batch.images)
      search.consider(latent: latent, labels: batch.labels, imageIndices: batch.indices)
    }
    let projection = try search.finish(classNames: data.classNames)
    network.head.prototypeLayer.prototypes = projection.after
    return projection
  }

  // MARK: - Stage 3: convex optimisation of the last layer on fixed similarities.

  /// Trains the last layer with the masked L1 term.
  ///
  /// With running statistics the distances cannot change, so they are computed once for all passes,
  /// unless every pass augments the images anew.
  package func lastLayer(cycle: Int, _ length: Length) throws -> StageOutcome {
    let stage = Stage.lastLayer(cycle: cycle, length)
    let optimizer = optimizer(.lastLayer)
    let normalization = settings.lastLayerNormalization
    guard network.featuresAreFixed(normalization), data.train.augmentation == nil else {
      let mode = Mode(
        batchNormalization: normalization,
        replicaSize: settings.replicaSize,
        trainsFrom: nil
      )
      return try loop.passes(stage, length, optimizer: optimizer, feed: loop.pictures(stage)) {
        let latent = try network.compiled(.whole, shape: $0.values.shape, mode: mode)
          .forward($0.values)
        return lastLayerStep(network.distances(latent), $0.labels)
      }
    }
    let distances = try loop.cacheOfTrainingImages(stage, computing: "distances", rowShape) {
      network.distances(try network.evaluate(.whole, $0))
    }
    let weightBefore = network.head.lastLayer.weight
    let feed = loop.rows(of: distances, into: .whole, stage)
    var outcome = try loop.passes(stage, length, optimizer: optimizer, feed: feed) {
      lastLayerStep($0.values, $0.labels)
    }
    outcome.usedCachedFeatures = true
    if settings.checksLastLayer {
      outcome.lastLayer = try fitOfLastLayer(distances, weightBefore: weightBefore, stage)
    }
    return outcome
  }

  /// The shape of one image's distances or similarities, [P].
  var rowShape: Shape { [network.head.prototypeLayer.prototypeCount] }

  private func lastLayerStep(_ distances: Tensor, _ labels: [Int]) -> BatchFigures {
    let step = network.head.lastLayerStep(
      minimumSquaredDistances: distances,
      labels: labels,
      coefficients: settings.coefficients
    )
    optimizer(.lastLayer).step(lastLayerGradient: step.lastLayerGradient)
    return step.figures
  }

  // MARK: - Pruning: prototypes whose nearest training patches are of mixed classes go.

  /// Removes prototypes by their nearest images of the projection set, of all classes.
  ///
  /// The optimisers begin anew, as in the released code, whose moments belong to no removed prototype.
  package func prune(_ pruning: Pruning) throws -> PruningResult {
    let layer = network.head.prototypeLayer
    var nearest = NearestImages(count: pruning.nearest, prototypeCount: layer.prototypeCount)
    try loop.forEachBatch(of: data.projection, "pruning") { batch in
      nearest.consider(
        layer.forward(try network.evaluate(.whole, batch.images)),
        labels: batch.labels,
        firstImageIndex: batch.indices[0]
      )
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
  package func evaluate() throws -> Evaluation { try evaluate(on: data.test, "test") }

  /// The network's figures on the validation images; nil where there are none.
  package func evaluateOnValidation() throws -> Evaluation? {
    try data.validation.map { try evaluate(on: $0, "validation") }
  }

  private func evaluate(on images: ImageLoader, _ name: String) throws -> Evaluation {
    try loop.evaluate(on: images, name) { batch in
      let latent = try network.evaluate(.whole, batch.images)
      return network.head.trainingStep(
        latent: latent,
        labels: batch.labels,
        coefficients: settings.coefficients,
        needs: []
      ).figures
    }
  }
}

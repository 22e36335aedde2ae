internal import Datasets
internal import Engine
internal import Tensors

/// The training algorithm of the paper, section 2.2, on one network.
///
/// A run is a warm-up and cycles of three stages: (1) joint descent of all layers before the last,
/// (2) projection of the prototypes onto latent training patches, (3) optimisation of the last layer.
/// Everything random is drawn from (seed, stage, pass), so a stage repeated from the same network and
/// optimisers gives the same bits.
/// Source: main.py and train_and_test.py.
package final class StageTrainer {
  package let network: PrototypeNetwork
  let data: TrainingData
  let settings: TrainingSettings
  private var optimizers: [TrainingStage: StageOptimizer] = [:]
  private(set) weak var observer: (any TrainingObserver)?

  /// What a training stage did.
  package struct Outcome {
    /// Mean costs of every pass, and the share of images classified correctly meanwhile.
    package var passes: [(costs: Costs, accuracy: Double)] = []
    package var stepCount = 0
    package var usedCachedFeatures = false
    package var warnings: [String] = []
    /// How good the last layer is, where that was found out.
    package var lastLayer: LastLayerFit?

    package init() {}
  }

  package init(
    network: PrototypeNetwork,
    data: TrainingData,
    settings: TrainingSettings,
    observer: (any TrainingObserver)? = nil
  ) {
    self.network = network
    self.data = data
    self.settings = settings
    self.observer = observer
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
  package func warmUp(_ length: Length) throws -> Outcome {
    let stage = Stage.warmUp(length)
    guard network.featuresAreFixed(settings.warmUpNormalization), data.train.augmentation == nil
    else {
      return try train(stage, length, feed: pictures(stage))
    }
    let features = try cacheOfTrainingImages(computing: "features") {
      try self.network.evaluate(.backbone, $0)
    }
    var outcome = try train(stage, length, feed: rows(of: features, into: .addOnLayers, stage))
    outcome.usedCachedFeatures = true
    return outcome
  }

  // MARK: - Stage 1: stochastic gradient descent of all layers before the last.

  /// Trains backbone, add-on layers and prototypes together.
  package func joint(cycle: Int, _ length: Length) throws -> Outcome {
    let stage = Stage.joint(cycle: cycle, length)
    return try train(stage, length, feed: pictures(stage))
  }

  // MARK: - Stage 2: projection of the prototypes onto the nearest latent patch of their own class.

  /// Replaces every prototype by the nearest patch of any projection image of its class.
  ///
  /// The returned result tells where each prototype now comes from and how far it moved.
  package func project() throws -> Projection {
    var search = ProjectionSearch(network.head.prototypeLayer)
    try forEachBatch(of: data.projection, "projection") { batch in
      let latent = try self.network.evaluate(.whole, batch.images)
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
  package func lastLayer(cycle: Int, _ length: Length) throws -> Outcome {
    let stage = Stage.lastLayer(cycle: cycle, length)
    let normalization = settings.lastLayerNormalization
    guard network.featuresAreFixed(normalization), data.train.augmentation == nil else {
      let mode = Mode(
        batchNormalization: normalization,
        replicaSize: settings.replicaSize,
        trainsFrom: nil
      )
      return try passes(stage, length, feed: pictures(stage)) {
        let latent = try self.network.compiled(.whole, shape: $0.values.shape, mode: mode)
          .forward($0.values)
        return self.lastLayerStep(self.network.distances(latent), $0.labels)
      }
    }
    let distances = try cacheOfTrainingImages(computing: "distances") {
      self.network.distances(try self.network.evaluate(.whole, $0))
    }
    let weightBefore = network.head.lastLayer.weight
    var outcome = try passes(stage, length, feed: rows(of: distances, into: .whole, stage)) {
      self.lastLayerStep($0.values, $0.labels)
    }
    outcome.usedCachedFeatures = true
    if settings.checksLastLayer {
      outcome.lastLayer = fitOfLastLayer(distances, weightBefore: weightBefore, stage)
    }
    return outcome
  }

  private func lastLayerStep(_ distances: Tensor, _ labels: [Int]) -> PrototypeHead.Step {
    let step = network.head.lastLayerStep(
      minimumSquaredDistances: distances,
      labels: labels,
      coefficients: settings.coefficients
    )
    optimizer(.lastLayer).step(lastLayerGradient: step.lastLayerGradient)
    return step
  }

  // MARK: - Pruning: prototypes whose nearest training patches are of mixed classes go.

  /// Removes prototypes by their nearest images of the projection set, of all classes.
  ///
  /// The optimisers begin anew, as in the released code, whose moments belong to no removed prototype.
  package func prune(_ pruning: Pruning) throws -> PruningResult {
    let layer = network.head.prototypeLayer
    var nearest = NearestImages(count: pruning.nearest, prototypeCount: layer.prototypeCount)
    try forEachBatch(of: data.projection, "pruning") { batch in
      nearest.consider(
        layer.forward(try self.network.evaluate(.whole, batch.images)),
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
    var means = CostMeans(settings.coefficients)
    var logits: [Float] = []
    try forEachBatch(of: images, name) { batch in
      let latent = try self.network.evaluate(.whole, batch.images)
      let step = self.network.head.trainingStep(
        latent: latent,
        labels: batch.labels,
        coefficients: self.settings.coefficients,
        needs: []
      )
      means.add(step, count: batch.labels.count, weight: Double(batch.labels.count))
      logits += step.logits.values
    }
    let shape: Shape = [means.imageCount, network.head.prototypeLayer.classCount]
    return Evaluation(means, logits: Tensor(logits, shape: shape))
  }

  // MARK: - The loop that the training stages share

  /// A batch as a part of the network reads it.
  private struct Input {
    let part: PrototypeNetwork.Part
    let values: Tensor
    let labels: [Int]
  }

  /// Hands the batches of a pass over `order` to `body`, one after the other.
  private typealias Feed = (
    _ pass: Int, _ order: [Int], _ body: (Input) throws -> Void
  ) throws -> Void

  /// Warm-up and joint stage: descend along the gradients of everything before the last layer.
  private func train(_ stage: Stage, _ length: Length, feed: @escaping Feed) throws -> Outcome {
    let training: TrainingStage = stage.training ?? .joint
    let normalization = training == .joint ? .train : settings.warmUpNormalization
    return try passes(stage, length, feed: feed) { input in
      let mode = Mode(
        batchNormalization: normalization,
        replicaSize: self.settings.replicaSize,
        trainsFrom: self.network.firstTrainedNode(training, in: input.part)
      )
      let convolutional = try self.network.compiled(
        input.part,
        shape: input.values.shape,
        mode: mode
      )
      let latent = convolutional.forward(input.values)
      let step = self.network.head.trainingStep(
        latent: latent,
        labels: input.labels,
        coefficients: self.settings.coefficients,
        needs: [.latent, .prototypes]
      )
      if let gradient = step.latentGradient { convolutional.backward(gradient) }
      self.optimizer(training).step(prototypeGradient: step.prototypeGradient)
      return step
    }
  }

  /// Runs passes over shuffled training images until the stage has its length.
  private func passes(
    _ stage: Stage,
    _ length: Length,
    feed: @escaping Feed,
    step: @escaping (Input) throws -> PrototypeHead.Step
  ) throws -> Outcome {
    network.releaseCompiledNetworks()
    defer { network.releaseCompiledNetworks() }
    let imageCount = data.train.images.count
    let stepsPerPass = (imageCount + settings.batchSize - 1) / settings.batchSize
    let total = length.stepCount(stepsPerPass: stepsPerPass)
    var outcome = Outcome()
    var watch = CollapseWatch(classCount: data.classNames.count)
    while outcome.stepCount < total {
      let pass = outcome.passes.count
      let steps = min(stepsPerPass, total - outcome.stepCount)
      let order = order(of: imageCount, stage, pass).prefix(steps * settings.batchSize)
      var means = CostMeans(settings.coefficients)
      try feed(pass, Array(order)) { input in
        let result = try step(input)
        means.add(result, count: input.labels.count)
        if let term = result.costs.nonFiniteTerm {
          throw TrainingError.notFinite(
            term: term,
            stage: stage.name,
            pass: pass + 1,
            batch: means.batchCount
          )
        }
        self.observer?.advanced(stage.name, done: means.batchCount, of: steps)
      }
      outcome.stepCount += steps
      outcome.passes.append((means.costs, means.accuracy))
      stage.training.map { optimizer($0).epochCount += 1 }
      observer?.finishedPass(
        pass,
        of: stage,
        step: outcome.stepCount,
        costs: means.costs,
        accuracy: means.accuracy
      )
      if let warning = watch.warning(after: means.costs, accuracy: means.accuracy) {
        outcome.warnings.append("\(stage.name), pass \(pass + 1): \(warning)")
        observer?.warned(warning, in: stage)
      }
    }
    return outcome
  }

  private func order(of imageCount: Int, _ stage: Stage, _ pass: Int) -> [Int] {
    guard settings.shuffles else { return Array(0..<imageCount) }
    var stream = RandomStream(seed: settings.seed, purpose: "shuffle \(stage.name)", epoch: pass)
    return stream.permutation(of: imageCount)
  }

  /// Pictures, each mirrored with probability one half where the settings ask for it.
  private func pictures(_ stage: Stage) -> Feed {
    { pass, order, body in
      try self.data.train.forEachBatch(
        order: order,
        batchSize: self.settings.batchSize,
        pass: "\(stage.name) \(pass)"
      ) { batch in
        let images =
          self.settings.flips
          ? batch.images.mirrored(
            where: batch.indices.map { self.isMirrored($0, in: pass, of: stage) }
          ) : batch.images
        try body(Input(part: .whole, values: images, labels: batch.labels))
      }
    }
  }

  /// Rows that were computed once, of the picture or of its mirror image.
  private func rows(
    of cache: FeatureCache,
    into part: PrototypeNetwork.Part,
    _ stage: Stage
  ) -> Feed {
    { pass, order, body in
      for batch in order.chunks(of: self.settings.batchSize) {
        let rows = batch.map { index in
          self.isMirrored(index, in: pass, of: stage)
            ? index + self.data.train.images.count : index
        }
        let labels = batch.map { self.data.trainLabels[$0] }
        try body(Input(part: part, values: cache.rows(rows), labels: labels))
      }
    }
  }

  private func isMirrored(_ index: Int, in pass: Int, of stage: Stage) -> Bool {
    guard settings.flips else { return false }
    var stream = RandomStream(
      seed: settings.seed,
      purpose: "flip \(stage.name)",
      epoch: pass,
      index: index
    )
    return stream.integer(below: 2) == 1
  }

  // MARK: - Reading images

  private func forEachBatch(
    of loader: ImageLoader,
    _ name: String,
    _ body: (Batch) throws -> Void
  ) throws {
    let total = (loader.images.count + settings.batchSize - 1) / settings.batchSize
    var done = 0
    try loader.forEachBatch(
      order: Array(0..<loader.images.count),
      batchSize: settings.batchSize
    ) { batch in
      try body(batch)
      done += 1
      self.observer?.advanced(name, done: done, of: total)
    }
  }

  /// One row for every training image in order, then one for each mirror image if they are used.
  func cacheOfTrainingImages(
    computing name: String,
    _ rows: (Tensor) throws -> Tensor
  ) throws -> FeatureCache {
    let imageCount = data.train.images.count
    var cache: FeatureCache?
    for mirrored in settings.flips ? [false, true] : [false] {
      try forEachBatch(of: data.train, mirrored ? "\(name) of mirror images" : name) { batch in
        let all = batch.indices.map { _ in true }
        let values = try rows(mirrored ? batch.images.mirrored(where: all) : batch.images)
        if cache == nil {
          let rowShape = Shape(Array(values.shape.dimensions.dropFirst()))
          cache = FeatureCache(count: imageCount * (settings.flips ? 2 : 1), rowShape: rowShape)
        }
        cache?.append(values)
      }
    }
    guard let cache else { preconditionFailure("no training image") }
    return cache
  }
}

import Datasets
import Engine
import Images
import Networks
import Tensors

/// Passes over the pictures, as every training stage of every model needs them.
///
/// Everything random is drawn from (seed, stage, pass).
struct TrainingLoop {
  let network: ConvolutionalNetwork
  let data: TrainingData
  let settings: TrainingSettings
  private(set) weak var observer: (any TrainingObserver)?
  /// Where rows are kept that are computed once.
  var featureStorage: any FeatureStorage = FeatureMemory()

  /// A batch as a part of the network reads it.
  struct Input {
    let part: ConvolutionalNetwork.Part
    let values: Tensor
    let labels: [Int]
  }

  /// Hands the batches of a pass over `order` to `body`, one after the other.
  typealias Feed = (_ pass: Int, _ order: [Int], _ body: (Input) throws -> Void) throws -> Void

  /// Runs passes over shuffled training images until the stage has its length.
  func passes(
    _ stage: Stage,
    _ length: Length,
    optimizer: StageOptimizer,
    feed: @escaping Feed,
    step: (Input) throws -> BatchFigures
  ) throws -> StageOutcome {
    network.releaseCompiledNetworks()
    defer { network.releaseCompiledNetworks() }
    let imageCount = data.train.images.count
    let stepsPerPass = (imageCount + settings.batchSize - 1) / settings.batchSize
    let total = length.stepCount(stepsPerPass: stepsPerPass)
    var outcome = StageOutcome()
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
        observer?.advanced(stage.name, done: means.batchCount, of: steps)
      }
      outcome.stepCount += steps
      outcome.passes.append((means.costs, means.accuracy))
      optimizer.epochCount += 1
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

  /// The layers that read an input, compiled as the warm-up or the joint stage trains them.
  func compiled(for stage: TrainingStage, _ input: Input) throws -> CompiledNetwork {
    let mode = Mode(
      batchNormalization: stage == .joint ? .train : settings.warmUpNormalization,
      replicaSize: settings.replicaSize,
      trainsFrom: network.firstTrainedNode(stage, in: input.part)
    )
    return try network.compiled(input.part, shape: input.values.shape, mode: mode)
  }

  /// Means over all images; `figures` are those of a batch without training.
  func evaluate(
    on images: ImageLoader,
    _ name: String,
    _ figures: (Batch) throws -> BatchFigures
  ) throws -> Evaluation {
    var means = CostMeans(settings.coefficients)
    var logits: [Float] = []
    try forEachBatch(of: images, name) { batch in
      let figures = try figures(batch)
      means.add(figures, count: batch.labels.count, weight: Double(batch.labels.count))
      logits += figures.logits.values
    }
    let shape: Shape = [means.imageCount, data.classNames.count]
    return Evaluation(means, logits: Tensor(logits, shape: shape))
  }

  // MARK: - What the stages read

  /// Trains the warm-up by `train` on features of the fixed backbone where they can be computed once.
  ///
  /// They can where they do not depend on the batch and no pass augments the images anew.
  func warmUp(
    _ stage: Stage,
    _ train: (@escaping Feed) throws -> StageOutcome
  ) throws -> StageOutcome {
    guard network.featuresAreFixed(settings.warmUpNormalization), data.train.augmentation == nil
    else { return try train(pictures(stage)) }
    let features = try cacheOfTrainingImages(stage, computing: "features", featureShape) {
      try network.evaluate(.backbone, $0)
    }
    var outcome = try train(rows(of: features, into: .behindBackbone, stage))
    outcome.usedCachedFeatures = true
    return outcome
  }

  /// Pictures, each mirrored with probability one half where the settings ask for it.
  func pictures(_ stage: Stage) -> Feed {
    { pass, order, body in
      try data.train.forEachBatch(
        order: order,
        batchSize: settings.batchSize,
        pass: "\(stage.name) \(pass)"
      ) { batch in
        let images =
          settings.flips
          ? batch.images.mirrored(where: batch.indices.map { isMirrored($0, in: pass, of: stage) })
          : batch.images
        try body(Input(part: .whole, values: images, labels: batch.labels))
      }
    }
  }

  /// Rows that were computed once, of the picture or of its mirror image.
  func rows(
    of cache: any FeatureCache,
    into part: ConvolutionalNetwork.Part,
    _ stage: Stage
  ) -> Feed {
    { pass, order, body in
      let batches = order.chunks(of: settings.batchSize)
      let rows = batches.map { batch in
        batch.map { index in
          isMirrored(index, in: pass, of: stage) ? index + data.train.images.count : index
        }
      }
      var labels = batches.map { $0.map { data.trainLabels[$0] } }.makeIterator()
      try cache.forEachBatch(rows) { values in
        try body(Input(part: part, values: values, labels: labels.next() ?? []))
      }
    }
  }

  private func order(of imageCount: Int, _ stage: Stage, _ pass: Int) -> [Int] {
    guard settings.shuffles else { return Array(0..<imageCount) }
    var stream = RandomStream(seed: settings.seed, purpose: "shuffle \(stage.name)", epoch: pass)
    return stream.permutation(of: imageCount)
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

  /// Hands the batches of all images to `body`, or of those from one on with which a batch begins.
  func forEachBatch(
    of loader: ImageLoader,
    _ name: String,
    from first: Int = 0,
    _ body: (Batch) throws -> Void
  ) throws {
    precondition(first % settings.batchSize == 0, "a batch that begins at \(first)")
    let total = (loader.images.count + settings.batchSize - 1) / settings.batchSize
    var done = first / settings.batchSize
    try loader.forEachBatch(
      order: Array(first..<loader.images.count),
      batchSize: settings.batchSize
    ) { batch in
      try body(batch)
      done += 1
      observer?.advanced(name, done: done, of: total)
    }
  }

  /// The shape of one image's output of the backbone, [C, H, W].
  private var featureShape: Shape {
    get throws {
      let (graph, size) = (network.graph(.backbone), data.train.transform.imageSize)
      let shape = try graph.shapes(input: [1, graph.inputChannels, size, size])[graph.output]
      return Shape(Array(shape.dimensions.dropFirst()))
    }
  }

  /// One row for every training image in order, then one for each mirror image if they are used.
  ///
  /// Rows that the storage has from an earlier start are not computed again.
  func cacheOfTrainingImages(
    _ stage: Stage,
    computing name: String,
    _ rowShape: Shape,
    _ rows: (Tensor) throws -> Tensor
  ) throws -> any FeatureCache {
    let imageCount = data.train.images.count
    let cache = try featureStorage.cache(
      for: FeatureRows(
        stage: stage.name,
        name: name,
        count: imageCount * (settings.flips ? 2 : 1),
        shape: rowShape
      ),
      of: network
    )
    for mirrored in settings.flips ? [false, true] : [false] {
      let done = cache.rowCount - (mirrored ? imageCount : 0)
      if done >= imageCount { continue }
      let what = mirrored ? "\(name) of mirror images" : name
      try forEachBatch(of: data.train, what, from: done) { batch in
        let all = batch.indices.map { _ in true }
        try cache.append(rows(mirrored ? batch.images.mirrored(where: all) : batch.images))
      }
    }
    return cache
  }
}

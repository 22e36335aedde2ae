package import Datasets
import Images
import Networks
import Recipe
import Tensors

extension StageTrainer {
  /// Hands the batches of all images to `body`, or of those from one on with which a batch begins.
  ///
  /// - Throws: `ImageError` for an unreadable picture, and what `body` throws.
  func forEachBatch(
    of loader: ImageLoader,
    _ name: String,
    from first: Int = 0,
    _ body: (Batch) throws -> Void
  ) throws {
    let batchSize = settings.optimizer.batchSize
    precondition(first % batchSize == 0, "a batch that begins at \(first)")
    let total = (loader.images.count + batchSize - 1) / batchSize
    var done = first / batchSize
    try loader.forEachBatch(order: Array(first..<loader.images.count), batchSize: batchSize) {
      try body($0)
      done += 1
      observer?.advanced(name, done: done, of: total)
    }
  }

  /// Does a part of a stage's work that goes through all images once, from where an interrupted start ended.
  ///
  /// - Throws: `ImageError` for an unreadable picture, ``SavedStateError`` for the state of something
  ///   else, and what `body` and pausing throw.
  package func advance<Work: Resumable>(
    _ work: inout Work,
    over loader: ImageLoader,
    _ part: String,
    _ body: (inout Work, Batch) throws -> Void
  ) throws {
    let count = loader.images.count
    var done = 0
    if let earlier = progress.earlierState(of: part) {
      try work.restore(earlier)
      done = try earlier.integer("finished_image_count")
      guard done == count || (0..<count).contains(done) && done % settings.optimizer.batchSize == 0
      else { throw SavedStateError("goes on after image \(done), where no batch begins") }
    }
    func state(_ work: Work) -> SavedState {
      var state = work.saved
      state.integers["finished_image_count"] = [done]
      return state
    }
    if done < count {
      try forEachBatch(of: loader, part, from: done) { batch in
        try body(&work, batch)
        done += batch.labels.count
        try progress.mayPause(in: part, at: "\(part), image \(done) of \(count)") { state(work) }
      }
    }
    progress.finish(part) { [work] in state(work) }
  }

  // MARK: - Rows that are computed once

  /// Whether a picture's features are the same in every pass while the backbone is not trained.
  func hasFixedFeatures(_ normalization: BatchNormalizationMode) -> Bool {
    network.featuresAreFixed(normalization) && data.train.augmentation == nil
  }

  /// The shape of one image's output of the backbone, [C, H, W].
  var featureShape: Shape {
    get throws(NetworkError) {
      let (graph, size) = (network.graph(.backbone), data.train.transform.imageSize)
      let shape = try graph.shapes(input: [1, graph.inputChannels, size, size])[graph.output]
      return Shape(Array(shape.dimensions.dropFirst()))
    }
  }

  /// The shape of one image's distances or similarities, [P].
  var rowShape: Shape { [prototypeNetwork.head.prototypeLayer.prototypeCount] }

  /// One row for every training image in order, then one for each mirror image if they are used.
  ///
  /// `rows` computes them, [n, …], of pictures [n, 3, H, W]. Rows that the storage has from an earlier
  /// start are not computed again.
  ///
  /// - Throws: `ImageError` for an unreadable picture, and what `rows`, keeping rows and pausing throw.
  func cacheOfTrainingImages(
    _ stage: Stage,
    computing name: String,
    _ rowShape: Shape,
    _ rows: (Tensor) throws -> Tensor
  ) throws -> any FeatureCache {
    let imageCount = data.train.images.count
    let cache = try featureStorage.cache(
      for: FeatureRows(
        stage: stage.id,
        name: name,
        count: imageCount * (settings.flips ? 2 : 1),
        shape: rowShape
      ),
      of: network
    )
    func save() throws -> SavedState {
      try cache.save()
      return SavedState()
    }
    for mirrored in settings.flips ? [false, true] : [false] {
      let done = cache.rowCount - (mirrored ? imageCount : 0)
      if done >= imageCount { continue }
      let what = mirrored ? "\(name) of mirror images" : name
      try forEachBatch(of: data.train, what, from: done) { batch in
        let all = batch.indices.map { _ in true }
        try cache.append(rows(mirrored ? batch.images.mirrored(where: all) : batch.images))
        try progress.mayPause(in: "rows", at: "\(name), row \(cache.rowCount)", save)
      }
    }
    progress.finish("rows", save)
    return cache
  }
}

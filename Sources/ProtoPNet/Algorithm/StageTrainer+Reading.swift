package import Datasets
import Images
import Networks
package import Ranks
import Recipe
package import Tensors

extension StageTrainer {
  /// Computes something of every image, from one on with which a batch begins, and hands it to `body` in order.
  ///
  /// Ranks compute a batch each, [n, 3, H, W] to [n, …]; `body` is called on the first one, with the images'
  /// positions, and `finishRound` on all of them, with the number of images that are done.
  ///
  /// - Throws: `ImageError` for an unreadable picture, and what the closures throw.
  private func compute(
    of loader: ImageLoader,
    _ name: String,
    from first: Int,
    among ranks: any RankGroup,
    _ compute: (Tensor) throws -> Tensor,
    _ body: (Tensor, _ indices: [Int]) throws -> Void,
    finishRound: (Int) throws -> Void
  ) throws {
    let (batchSize, count) = (settings.optimizer.batchSize, loader.images.count)
    precondition(first % batchSize == 0, "a batch that begins at \(first)")
    let batches = stride(from: first, to: count, by: batchSize).map {
      Array($0..<min($0 + batchSize, count))
    }
    let rounds = stride(from: 0, to: batches.count, by: ranks.count).map {
      batches[$0..<min($0 + ranks.count, batches.count)]
    }
    let own = loader.batches(rounds.compactMap { $0.dropFirst(ranks.rank).first })
    defer { own.stop() }
    for round in rounds {
      let output = try ranks.agreeing { try own.next().map { try compute($0.images) } }
      let outputs = ranks.gather(output)
      try ranks.agreeing {
        for (output, indices) in zip(outputs, round) {
          try body(output, indices)
          observer?.advanced(
            name,
            done: indices[0] / batchSize + 1,
            of: (count + batchSize - 1) / batchSize
          )
        }
      }
      try finishRound((round.last?.last ?? -1) + 1)
    }
  }

  /// Does a part of a stage's work that goes through all images once, from where an interrupted start ended.
  ///
  /// What `compute` makes of a batch, [n, 3, H, W] to [n, …], is taken into the work in the images' order;
  /// all ranks have the finished work.
  ///
  /// - Throws: `ImageError` for an unreadable picture, ``SavedStateError`` for the state of something
  ///   else, and what `compute` and pausing throw.
  package func advance<Work: Resumable>(
    _ work: inout Work,
    over loader: ImageLoader,
    _ part: String,
    among ranks: (any RankGroup)? = nil,
    _ compute: (Tensor) throws -> Tensor,
    taking take: (inout Work, Tensor, _ indices: [Int], _ labels: [Int]) throws -> Void
  ) throws {
    let ranks = ranks ?? self.ranks
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
      try self.compute(of: loader, part, from: done, among: ranks, compute) { output, indices in
        try take(&work, output, indices, indices.map { loader.images[$0].classIndex })
      } finishRound: { finished in
        done = finished
        try progress.mayPause(in: part, among: ranks, at: "\(part), image \(done) of \(count)") {
          state(work)
        }
      }
      if let state = ranks.shared(ranks.isFirst ? state(work) : nil) { try work.restore(state) }
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
    let rowsWanted = FeatureRows(
      stage: stage.id,
      name: name,
      count: imageCount * (settings.flips ? 2 : 1),
      shape: rowShape
    )
    // The first rank alone keeps rows and goes on with them.
    let cache = try ranks.agreeing {
      try (ranks.isFirst ? featureStorage : FeatureMemory()).cache(for: rowsWanted, of: network)
    }
    let finished = ranks.maximum(cache.rowCount)
    func save() throws -> SavedState {
      try cache.save()
      return SavedState()
    }
    for mirrored in settings.flips ? [false, true] : [false] {
      let done = finished - (mirrored ? imageCount : 0)
      if done >= imageCount { continue }
      let what = mirrored ? "\(name) of mirror images" : name
      try compute(of: data.train, what, from: max(done, 0), among: ranks) { images in
        try rows(mirrored ? images.mirrored : images)
      } _: { rows, _ in
        try cache.append(rows)
      } finishRound: { _ in
        try progress.mayPause(
          in: "rows",
          among: ranks,
          at: "\(name), row \(cache.rowCount)",
          save
        )
      }
    }
    progress.finish("rows", save)
    return cache
  }
}

extension Tensor {
  /// The mirror images of pictures [N, 3, H, W].
  fileprivate var mirrored: Tensor {
    mirrored(where: Array(repeating: true, count: shape[0]))
  }
}

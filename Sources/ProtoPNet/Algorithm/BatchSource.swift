import Datasets
package import Tensors

/// What the batches of a stage are read from.
enum BatchSource {
  /// Pictures, each mirrored with probability one half where the settings ask for it.
  case pictures
  /// Rows that were computed once, of the picture or of its mirror image.
  case rows(any FeatureCache, into: ConvolutionalNetwork.Part)
}

/// A part of a batch that the network computes at once: the whole batch unless that is divided.
package struct TrainingShare {
  let part: ConvolutionalNetwork.Part
  /// Pictures [n, 3, H, W], or rows [n, …].
  package let inputs: Tensor
  package let labels: [Int]

  package init(part: ConvolutionalNetwork.Part, inputs: Tensor, labels: [Int]) {
    (self.part, self.inputs, self.labels) = (part, inputs, labels)
  }
}

/// This rank's shares of a batch; nil stands for one without images.
package struct TrainingBatch {
  let shares: [TrainingShare?]
  /// N, of the whole batch.
  let imageCount: Int

  package init(shares: [TrainingShare?], imageCount: Int) {
    (self.shares, self.imageCount) = (shares, imageCount)
  }
}

/// The batches of one pass, in its order.
struct PassBatches {
  private enum Reader {
    case pictures(BatchIterator, shareSizes: ArraySlice<[Int]>)
    case rows(any RowReader, into: ConvolutionalNetwork.Part)
  }

  private var reader: Reader
  /// The images of each batch that is still to come.
  private var batchSizes: ArraySlice<Int>
  /// The labels of each batch of rows, those still to come.
  private var labels: ArraySlice<[Int]> = []

  /// Batches of the images at the indices of `order`, by what `draws` drew for the pass.
  init(
    _ source: BatchSource,
    _ order: [Int],
    batchSize: Int,
    _ sharing: BatchSharing,
    _ draws: PassDraws,
    _ data: TrainingData
  ) {
    let batches = stride(from: 0, to: order.count, by: batchSize).map {
      order[$0..<min($0 + batchSize, order.count)]
    }
    batchSizes = batches.map(\.count)[...]
    switch source {
    case .pictures:
      let shares = batches.map(sharing.ownShares)
      let read = shares.joined().filter { !$0.isEmpty }
      reader = .pictures(
        data.train.batches(
          read.map(Array.init),
          pass: draws.name,
          mirrored: draws.flips ? read.joined().map(draws.isMirrored) : nil
        ),
        shareSizes: shares.map { $0.map(\.count) }[...]
      )
    case .rows(let cache, let part):
      labels = batches.map { $0.map { data.trainLabels[$0] } }[...]
      // Rows of mirror images come after those of all images.
      let rows = batches.map { batch in
        batch.map { draws.isMirrored($0) ? $0 + data.train.images.count : $0 }
      }
      reader = .rows(cache.reader(of: rows), into: part)
    }
  }

  /// The next batch; nil at the pass's end.
  ///
  /// - Throws: `ImageError`, or what reading kept rows throws.
  mutating func next() throws -> TrainingBatch? {
    guard let imageCount = batchSizes.popFirst() else { return nil }
    switch reader {
    case .pictures(let batches, var sizes):
      let shares = try (sizes.popFirst() ?? []).map { size in
        try size == 0 ? nil : batches.next().map { TrainingShare($0) }
      }
      reader = .pictures(batches, shareSizes: sizes)
      return TrainingBatch(shares: shares, imageCount: imageCount)
    case .rows(let rows, let part):
      let share = try rows.next().map {
        TrainingShare(part: part, inputs: $0, labels: labels.popFirst() ?? [])
      }
      return TrainingBatch(shares: [share], imageCount: imageCount)
    }
  }
}

extension TrainingShare {
  fileprivate init(_ batch: Batch) {
    self.init(part: .whole, inputs: batch.images, labels: batch.labels)
  }
}

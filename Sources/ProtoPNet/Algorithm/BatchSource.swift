import Datasets
import Tensors

/// What the batches of a stage are read from.
enum BatchSource {
  /// Pictures, each mirrored with probability one half where the settings ask for it.
  case pictures
  /// Rows that were computed once, of the picture or of its mirror image.
  case rows(any FeatureCache, into: ConvolutionalNetwork.Part)
}

/// A batch as a part of the network reads it.
struct TrainingBatch {
  let part: ConvolutionalNetwork.Part
  /// Pictures [N, 3, H, W], or rows [N, …].
  let inputs: Tensor
  let labels: [Int]
}

/// The batches of one pass, in its order.
struct PassBatches {
  private enum Reader {
    case pictures(BatchIterator)
    case rows(any RowReader, into: ConvolutionalNetwork.Part)
  }

  private let reader: Reader
  /// The labels of each batch of rows, those still to come.
  private var labels: ArraySlice<[Int]> = []

  /// Batches of the images at the indices of `order`, by what `draws` drew for the pass.
  init(
    _ source: BatchSource,
    _ order: [Int],
    batchSize: Int,
    _ draws: PassDraws,
    _ data: TrainingData
  ) {
    switch source {
    case .pictures:
      reader = .pictures(
        data.train.batches(
          order: order,
          batchSize: batchSize,
          pass: draws.name,
          mirrored: draws.flips ? order.map(draws.isMirrored) : nil
        )
      )
    case .rows(let cache, let part):
      let batches = stride(from: 0, to: order.count, by: batchSize).map {
        order[$0..<min($0 + batchSize, order.count)]
      }
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
    switch reader {
    case .pictures(let batches):
      try batches.next().map {
        TrainingBatch(part: .whole, inputs: $0.images, labels: $0.labels)
      }
    case .rows(let rows, let part):
      try rows.next().map {
        TrainingBatch(part: part, inputs: $0, labels: labels.popFirst() ?? [])
      }
    }
  }
}

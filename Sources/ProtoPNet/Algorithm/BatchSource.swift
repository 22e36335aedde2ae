import Datasets
import Images
import Recipe
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
  private let draws: PassDraws
  private let data: TrainingData
  private var remaining: ArraySlice<ArraySlice<Int>>

  init(
    _ source: BatchSource,
    _ order: ArraySlice<Int>,
    batchSize: Int,
    _ draws: PassDraws,
    _ data: TrainingData
  ) {
    let batches = stride(from: 0, to: order.count, by: batchSize).map {
      order[(order.startIndex + $0)..<min(order.startIndex + $0 + batchSize, order.endIndex)]
    }
    remaining = batches[...]
    (self.draws, self.data) = (draws, data)
    switch source {
    case .pictures:
      reader = .pictures(
        data.train.batches(order: Array(order), batchSize: batchSize, pass: draws.name)
      )
    case .rows(let cache, let part):
      // Rows of mirror images come after those of all images.
      let rows = batches.map { batch in
        batch.map { draws.isMirrored($0) ? $0 + data.train.images.count : $0 }
      }
      reader = .rows(cache.reader(of: rows), into: part)
    }
  }

  /// The next batch; nil at the pass's end.
  mutating func next() throws -> TrainingBatch? {
    switch reader {
    case .pictures(let batches):
      guard let batch = try batches.next() else { return nil }
      let images =
        draws.flips
        ? batch.images.mirrored(where: batch.indices.map(draws.isMirrored)) : batch.images
      return TrainingBatch(part: .whole, inputs: images, labels: batch.labels)
    case .rows(let rows, let part):
      guard let values = try rows.next(), let indices = remaining.popFirst() else { return nil }
      return TrainingBatch(
        part: part,
        inputs: values,
        labels: indices.map { data.trainLabels[$0] }
      )
    }
  }
}

import Tensors

/// A few batches of drawn pictures that a network can learn: a pattern for every class, under noise.
struct LearnablePictures {
  /// [batchSize, 3, H, W]; every picture of a batch is of another class.
  private(set) var batches: [Tensor]
  /// The classes of a batch's pictures, the same in each.
  let labels: [Int]

  /// The fields of a pattern along an edge.
  private static let fieldCount = 8

  init(batchCount: Int, batchSize: Int, imageSize: Int) {
    labels = (0..<batchSize).map { $0 * 23 % HeadSubject.classCount }
    let fields = Self.fieldCount
    let patterns = labels.map { label -> [Float] in
      var stream = RandomStream(seed: 1, purpose: "patterns", index: label)
      return (0..<3 * fields * fields).map { _ in stream.uniform(-1, 1) }
    }
    batches = (0..<batchCount).map { batch in
      var stream = RandomStream(seed: 1, purpose: "noise", index: batch)
      return Tensor(shape: [batchSize, 3, imageSize, imageSize]) { values in
        for index in values.indices {
          let column = index % imageSize * fields / imageSize
          let row = index / imageSize % imageSize * fields / imageSize
          let plane = index / (imageSize * imageSize)
          let field = (plane % 3 * fields + row) * fields + column
          values[index] = patterns[plane / 3][field] + stream.uniform(-0.5, 0.5)
        }
      }
    }
  }

  /// The same pictures with every value moved to the next float, the least change there is.
  var nudged: LearnablePictures {
    var result = self
    result.batches = batches.map { batch in
      Tensor(batch.values.map(\.nextUp), shape: batch.shape)
    }
    return result
  }
}

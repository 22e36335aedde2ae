import Engine
package import Tensors

/// The linear layer without bias that turns similarities into class logits.
///
/// Source: paper §2.1; model.py.
package struct LastLayer: Sendable {
  /// w_h, [K, P].
  package var weight: Tensor {
    didSet { precondition(weight.shape.rank == 2, "a last layer of shape \(weight.shape)") }
  }

  /// Creates a layer from its weight, [K, P].
  package init(weight: Tensor) {
    precondition(weight.shape.rank == 2, "a last layer of shape \(weight.shape)")
    self.weight = weight
  }

  /// Creates the layer that connects each prototype to its own class by one weight, to others by another.
  package init(
    prototypeClass: [Int],
    classCount: Int,
    ownClass: Float = 1,
    otherClass: Float = -0.5
  ) {
    let count = prototypeClass.count
    weight = Tensor(shape: [classCount, count]) { weight in
      weight.initialize(repeating: otherClass)
      for (prototype, label) in prototypeClass.enumerated() {
        weight[label * count + prototype] = ownClass
      }
    }
  }

  /// The images of one matrix product; the last block of a batch is filled up with zeros.
  private static let imageBlock = 32
  private static let classTile = 64
  /// The prototypes whose similarities are copied at a time, so that memory does not grow with P.
  private static let innerTile = 4096
  private static let prototypeTile = 512

  /// The logits s·Wᵀ, [N, K], of similarities [N, P].
  ///
  /// Products have one shape whatever N is, so an image's logits do not depend on its batch.
  package func logits(of similarities: Tensor) -> Tensor {
    let (imageCount, classCount, count) = (similarities.shape[0], weight.shape[0], weight.shape[1])
    precondition(
      similarities.shape.rank == 2 && similarities.shape[1] == count,
      "similarities \(similarities.shape) for a last layer \(weight.shape)"
    )
    let block = Self.imageBlock
    let blockCount = (imageCount + block - 1) / block
    let width = min(count, Self.innerTile)
    var tile = Tensor(shape: [block, width])
    let logits = Tensor(shape: [blockCount * block, classCount]) { logits in
      guard let logits = logits.baseAddress else { return }
      similarities.withUnsafePointer { similarities in
        weight.withUnsafePointer { weight in
          for first in stride(from: 0, to: imageCount, by: block) {
            let images = first..<min(first + block, imageCount)
            for start in stride(from: 0, to: count, by: width) {
              let inner = min(width, count - start)
              tile.withUnsafeMutableValues { tile in
                guard let tile = tile.baseAddress else { return }
                tile.update(repeating: 0, count: block * width)
                for (row, image) in images.enumerated() {
                  (tile + row * width).update(
                    from: similarities + image * count + start,
                    count: inner
                  )
                }
                TiledProduct.multiply(
                  MatrixView(tile, rowStride: width),
                  MatrixView(weight + start, rowStride: count, transposed: true),
                  rows: block,
                  inner: inner,
                  columns: classCount,
                  tileWidth: Self.classTile,
                  into: logits + first * classCount,
                  keep: start == 0 ? 0 : 1
                )
              }
            }
          }
        }
      }
    }
    guard blockCount * block != imageCount else { return logits }
    return Tensor(shape: [imageCount, classCount]) { result in
      logits.withUnsafeValues { logits in
        _ = result.update(fromContentsOf: logits[0..<imageCount * classCount])
      }
    }
  }

  /// The gradient G·W with respect to the similarities, [N, P], from that of the logits, [N, K].
  package func similarityGradient(of logitGradient: Tensor) -> Tensor {
    let (imageCount, classCount, count) = (logitGradient.shape[0], weight.shape[0], weight.shape[1])
    precondition(
      logitGradient.shape == [imageCount, classCount],
      "logit gradient \(logitGradient.shape) for a last layer \(weight.shape)"
    )
    return Tensor(shape: [imageCount, count]) { result in
      guard let result = result.baseAddress else { return }
      logitGradient.withUnsafePointer { gradient in
        weight.withUnsafePointer { weight in
          TiledProduct.multiply(
            MatrixView(gradient, rowStride: classCount),
            MatrixView(weight, rowStride: count),
            rows: imageCount,
            inner: classCount,
            columns: count,
            tileWidth: Self.prototypeTile,
            into: result
          )
        }
      }
    }
  }

  /// The gradient Gᵀ·s with respect to the weight, [K, P].
  package func weightGradient(of logitGradient: Tensor, similarities: Tensor) -> Tensor {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    let imageCount = logitGradient.shape[0]
    precondition(
      logitGradient.shape == [imageCount, classCount] && similarities.shape == [imageCount, count],
      "logit gradient \(logitGradient.shape) and similarities \(similarities.shape) for a last "
        + "layer \(weight.shape)"
    )
    return Tensor(shape: weight.shape) { result in
      guard let result = result.baseAddress else { return }
      logitGradient.withUnsafePointer { gradient in
        similarities.withUnsafePointer { similarities in
          TiledProduct.multiply(
            MatrixView(gradient, rowStride: classCount, transposed: true),
            MatrixView(similarities, rowStride: count),
            rows: classCount,
            inner: imageCount,
            columns: count,
            tileWidth: Self.prototypeTile,
            into: result
          )
        }
      }
    }
  }

  /// The layer with only the columns of the prototypes at these ascending indices.
  package func keeping(_ indices: [Int]) -> LastLayer {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    return LastLayer(
      weight: Tensor(shape: [classCount, indices.count]) { target in
        weight.withUnsafeValues { source in
          for label in 0..<classCount {
            for (position, index) in indices.enumerated() {
              target[label * indices.count + position] = source[label * count + index]
            }
          }
        }
      }
    )
  }
}

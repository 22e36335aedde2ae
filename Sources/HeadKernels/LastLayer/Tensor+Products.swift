import Engine
package import Tensors

/// The three products of the last layer, whose weight W is [K, P].
///
/// The cuts into blocks and tiles are fixed, so sums do not depend on the thread count.
extension Tensor {
  /// The images of one matrix product; the last block of a batch is filled up with zeros.
  private static let imageBlock = 32
  private static let classTile = 64
  /// The prototypes whose similarities are copied at a time, so that memory does not grow with P.
  private static let innerTile = 4096
  private static let prototypeTile = 512

  /// The logits s·Wᵀ, [N, K], of these similarities s, [N, P].
  ///
  /// Products have one shape whatever N is, so an image's logits do not depend on its batch.
  package func timesTransposed(_ weight: Tensor) -> Tensor {
    let (imageCount, classCount, count) = (shape[0], weight.shape[0], weight.shape[1])
    precondition(
      shape.rank == 2 && weight.shape.rank == 2 && shape[1] == count,
      "similarities \(shape) for a last layer \(weight.shape)"
    )
    let block = Self.imageBlock
    let blockCount = (imageCount + block - 1) / block
    let width = min(count, Self.innerTile)
    var tile = Tensor(shape: [block, width])
    let logits = Tensor(shape: [blockCount * block, classCount]) { logits in
      guard let logits = logits.baseAddress else { return }
      for first in stride(from: 0, to: imageCount, by: block) {
        for start in stride(from: 0, to: count, by: width) {
          let inner = min(width, count - start)
          let images = first..<min(first + block, imageCount)
          copy(rows: images, columns: start..<start + inner, to: &tile)
          tile.withUnsafePointer { tile in
            weight.withUnsafePointer { weight in
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
    guard blockCount * block != imageCount else { return logits }
    return Tensor(shape: [imageCount, classCount]) { result in
      logits.withUnsafeValues { logits in
        _ = result.update(fromContentsOf: logits[0..<imageCount * classCount])
      }
    }
  }

  /// Copies a part of this matrix to the upper left of a tile, which is 0 elsewhere.
  private func copy(rows: Range<Int>, columns: Range<Int>, to tile: inout Tensor) {
    let (count, width) = (shape[1], tile.shape[1])
    tile.withUnsafeMutableValues { tile in
      tile.update(repeating: 0)
      withUnsafeValues { values in
        for (place, row) in rows.enumerated() {
          let source = values[row * count + columns.lowerBound..<row * count + columns.upperBound]
          _ = tile[(place * width)...].update(fromContentsOf: source)
        }
      }
    }
  }

  /// The gradient G·W with respect to the similarities, [N, P], of this one G of the logits, [N, K].
  package func times(_ weight: Tensor) -> Tensor {
    let (imageCount, classCount, count) = (shape[0], weight.shape[0], weight.shape[1])
    precondition(
      weight.shape.rank == 2 && shape == [imageCount, classCount],
      "logit gradient \(shape) for a last layer \(weight.shape)"
    )
    return Tensor(shape: [imageCount, count]) { result in
      guard let result = result.baseAddress else { return }
      withUnsafePointer { gradient in
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

  /// The gradient Gᵀ·s with respect to W, [K, P], of this one G of the logits, [N, K], and s, [N, P].
  package func transposedTimes(_ similarities: Tensor) -> Tensor {
    precondition(
      shape.rank == 2 && similarities.shape.rank == 2 && shape[0] == similarities.shape[0],
      "logit gradient \(shape) and similarities \(similarities.shape)"
    )
    let (imageCount, classCount, count) = (shape[0], shape[1], similarities.shape[1])
    return Tensor(shape: [classCount, count]) { result in
      guard let result = result.baseAddress else { return }
      withUnsafePointer { gradient in
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
}

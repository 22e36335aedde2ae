import Engine
import HeadKernels
import Tensors

/// The cross entropy's gradient at every weight, [K, P], from products in Float.
///
/// Each entry is (1/n) Σᵢ u_ik s_ij. Products take blocks of images, whose sums are added in Double, so
/// the error of an entry is at most that of one block's product: γ · (1/n) Σᵢ |u_ik| · max |s_ij|.
struct DenseGradient {
  /// In k·P + j order.
  var values: [Double]
  /// (1/n) Σᵢ |u_ik| of every class, times γ.
  private let classErrors: [Double]

  /// The images of one product.
  private static let blockSize = 256
  /// A sum of `blockSize` products, and one rounding of a factor, in units of 2⁻²⁴; a little to spare.
  private static let relativeError = Double(blockSize + 8) * 0x1p-24
  private static let tileWidth = 512

  init(_ problem: LastLayerProblem, residuals: RowMatrix) {
    let (count, classCount) = (problem.prototypeCount, problem.classCount)
    let imageCount = problem.imageCount
    var values = [Double](repeating: 0, count: classCount * count)
    var block = Tensor(shape: [Self.blockSize, classCount])
    var product = Tensor(shape: [classCount, count])
    problem.similarities.withUnsafePointer { similarities in
      for first in stride(from: 0, to: imageCount, by: Self.blockSize) {
        let size = min(Self.blockSize, imageCount - first)
        block.withUnsafeMutableValues { block in
          for image in 0..<size {
            let row = residuals.row(first + image)
            for label in 0..<classCount { block[image * classCount + label] = Float(row[label]) }
          }
        }
        product.withUnsafeMutableValues { product in
          guard let product = product.baseAddress else { return }
          block.withUnsafePointer { block in
            TiledProduct.multiply(
              MatrixView(block, rowStride: classCount, transposed: true),
              MatrixView(similarities + first * count, rowStride: count),
              rows: classCount,
              inner: size,
              columns: count,
              tileWidth: Self.tileWidth,
              into: product
            )
          }
          values.withUnsafeMutableBufferPointer { values in
            Parallel.forEachPiece(of: values.count, granularity: 1024) { piece in
              for place in piece { values[place] += Double(product[place]) }
            }
          }
        }
      }
    }
    for place in values.indices { values[place] /= Double(imageCount) }
    self.values = values
    classErrors = RowLoops.sums(imageCount, width: classCount) { rows, sums in
      for image in rows {
        let row = residuals.row(image)
        for label in 0..<classCount { sums[label] += abs(row[label]) }
      }
    }.map { Self.relativeError * $0 / Double(imageCount) + 1e-40 }
  }

  /// A bound on the rounding error of an entry, given the largest |s_ij| of its prototype.
  func error(label: Int, largestSimilarity: Double) -> Double {
    classErrors[label] * largestSimilarity
  }
}

extension LastLayerProblem {
  /// max |s_ij| over the images, of every prototype.
  var largestSimilarities: [Double] {
    var largest = [Float](repeating: 0, count: prototypeCount)
    similarities.withUnsafeValues { values in
      for image in 0..<imageCount {
        let row = image * prototypeCount
        for index in largest.indices {
          largest[index] = max(largest[index], abs(values[row + index]))
        }
      }
    }
    return largest.map(Double.init)
  }
}

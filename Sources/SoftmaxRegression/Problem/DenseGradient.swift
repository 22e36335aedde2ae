import Engine
import Tensors

/// The cross entropy's gradient at every weight, [K, P], from products in Float.
///
/// Each entry is (1/n) Σᵢ u_ik s_ij. Products take blocks of examples, whose sums are added in Double, so
/// the error of an entry is at most that of one block's product: γ · (1/n) Σᵢ |u_ik| · max |s_ij|.
struct DenseGradient {
  /// In k·P + j order.
  let values: [Double]
  /// (1/n) Σᵢ |u_ik| of every class, times γ.
  private let classErrors: [Double]

  /// The examples of one product.
  private static let blockSize = 256
  /// γ: a sum of `blockSize` products in any order, and one rounding of a factor, in units of 2⁻²⁴; a
  /// little to spare.
  private static let relativeError = Double(blockSize + 8) * 0x1p-24
  /// The features of one product; the cut does not depend on the thread count, so neither do the sums.
  private static let tileWidth = 512

  init(_ problem: SoftmaxRegression, residuals: RowMatrix) {
    let (count, classCount) = (problem.featureCount, problem.classCount)
    let exampleCount = problem.exampleCount
    let rounded = residuals.rounded()
    let tiles = stride(from: 0, to: count, by: Self.tileWidth)
      .map { $0..<min($0 + Self.tileWidth, count) }
    let sums = Parallel.map(tiles.count) { Self.sums(problem, rounded, tiles[$0]) }
    var values: [Double] = []
    values.reserveCapacity(classCount * count)
    for label in 0..<classCount {
      for (sums, columns) in zip(sums, tiles) {
        let row = label * columns.count..<(label + 1) * columns.count
        values.append(contentsOf: sums[row])
      }
    }
    self.values = values
    classErrors = RowLoops.sums(exampleCount, width: classCount) { rows, sums in
      for example in rows {
        for label in 0..<classCount { sums[label] += abs(residuals[example, label]) }
      }
    }.map { Self.relativeError * $0 / Double(exampleCount) + 1e-40 }
  }

  /// (1/n) Σᵢ u_ik s_ij, [K, columns], for u in Float, [n, K].
  private static func sums(
    _ problem: SoftmaxRegression,
    _ residuals: Tensor,
    _ columns: Range<Int>
  ) -> [Double] {
    let (classCount, width) = (problem.classCount, columns.count)
    var sums = [Double](repeating: 0, count: classCount * width)
    var product = Tensor(shape: [classCount, width])
    for first in stride(from: 0, to: problem.exampleCount, by: blockSize) {
      multiply(problem, residuals, columns, from: first, into: &product)
      product.withUnsafeValues { product in
        sums.withUnsafeMutableBufferPointer { sums in
          for place in sums.indices { sums[place] += Double(product[place]) }
        }
      }
    }
    let scale = Double(problem.exampleCount)
    return sums.map { $0 / scale }
  }

  /// Σᵢ u_ik s_ij over a block of examples, [K, columns].
  private static func multiply(
    _ problem: SoftmaxRegression,
    _ residuals: Tensor,
    _ columns: Range<Int>,
    from first: Int,
    into product: inout Tensor
  ) {
    let (count, classCount) = (problem.featureCount, problem.classCount)
    product.withUnsafeMutableValues { product in
      problem.features.withUnsafeValues { features in
        residuals.withUnsafeValues { residuals in
          guard let features = features.baseAddress, let residuals = residuals.baseAddress,
            let product = product.baseAddress
          else { return }
          MatrixProduct.multiply(
            MatrixView(residuals + first * classCount, rowStride: classCount, transposed: true),
            MatrixView(features + first * count + columns.lowerBound, rowStride: count),
            rows: classCount,
            inner: min(blockSize, problem.exampleCount - first),
            columns: columns.count,
            into: product,
            rowStride: columns.count
          )
        }
      }
    }
  }

  /// A bound on the rounding error of an entry, given the largest |s_ij| of its feature.
  func error(label: Int, largestFeature: Double) -> Double {
    classErrors[label] * largestFeature
  }
}

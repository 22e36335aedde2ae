import Foundation
import Tensors

extension SoftmaxRegression {
  /// The sizes of columns that need no scaling, as a class's block of the Hessian has the squares of their ratios.
  private static let plainSizes = 0x1p-4..<0x1p8

  /// The same problem with columns of sizes between 1/2 and 1, or as it is where all sizes are plain.
  ///
  /// A column is divided by a power of two c, and its weights multiplied by it: λ becomes λ / c for them, B becomes
  /// B·c. All of this is exact, but for features 2¹²⁶ times smaller than their column's largest, which become 0.
  func scaled() -> SoftmaxRegression {
    let sizes = largestFeatures
    guard !sizes.allSatisfy({ $0 == 0 || Self.plainSizes.contains($0) }) else { return self }
    return SoftmaxRegression(self, scales: sizes.map { $0 == 0 ? 1 : scalbn(1, ilogb($0) + 1) })
  }

  /// Weights in k·P + j order of the problem that was scaled, in Float, [K, P].
  func unscaled(_ weights: [Double]) -> Tensor {
    Tensor(
      weights.indices.map { Float(weights[$0] / scales[$0 % featureCount]) },
      shape: [classCount, featureCount]
    )
  }
}

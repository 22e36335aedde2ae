package import Tensors

/// How many prototypes an explanation takes, and how sparse the last layer is.
///
/// Weights are the last layer's, [K, P].
package enum ExplanationSize {
  /// What counts as a connection, as in PIP-Net's pipnet/test.py.
  package static let leastWeight: Float = 1e-3

  /// By prototype, whether it is connected to a class: its largest absolute weight is above the least one.
  package static func isRelevant(_ weight: Tensor, above least: Float = leastWeight) -> [Bool] {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    return weight.withValues { values in
      (0..<count).map { prototype in
        (0..<classCount).contains { abs(values[$0 * count + prototype]) > least }
      }
    }
  }

  /// The relevant prototypes of an image whose similarity, scaled by `scaled`, is above `least`.
  package static func localSize(
    _ scaled: [Double],
    _ isRelevant: [Bool],
    above least: Double = 0.1
  ) -> Int {
    zip(scaled, isRelevant).count { $0 > least && $1 }
  }

  /// Similarities divided by the largest one; those that may be negative are brought to 0…1 instead.
  ///
  /// Nil where all are equal and nothing can be scaled. Source: quanproto, metrics/compactness.py.
  package static func scaled(_ similarities: [Double], mayBeNegative: Bool) -> [Double]? {
    let lowest = mayBeNegative ? similarities.min() ?? 0 : 0
    let extent = (similarities.max() ?? 0) - lowest
    guard extent > 0 else { return nil }
    return similarities.map { ($0 - lowest) / extent }
  }

  /// What the weights of a last layer are like.
  package struct Sparsity: Equatable, Sendable {
    /// The share of weights of at most 10⁻³.
    package let smallShare: Double
    /// The share of weights that are exactly 0.
    package let zeroShare: Double
    /// NPR: negative by positive weights; nil where none is positive.
    package let negativeToPositive: Double?
  }

  /// Source: quanproto, metrics/compactness.py, and PIP-Net, pipnet/test.py.
  package static func sparsity(_ weight: Tensor) -> Sparsity {
    let values = weight.values
    let (positive, negative) = (values.count { $0 > 0 }, values.count { $0 < 0 })
    return Sparsity(
      smallShare: Double(values.count { abs($0) <= leastWeight }) / Double(values.count),
      zeroShare: Double(values.count { $0 == 0 }) / Double(values.count),
      negativeToPositive: positive == 0 ? nil : Double(negative) / Double(positive)
    )
  }

  /// By class, the prototypes of its own that speak for it.
  package static func ownPositiveCounts(_ weight: Tensor, prototypeClass: [Int]) -> [Int] {
    let count = prototypeClass.count
    return weight.withValues { values in
      (0..<weight.shape[0]).map { label in
        (0..<count).count { prototypeClass[$0] == label && values[label * count + $0] > 0 }
      }
    }
  }
}

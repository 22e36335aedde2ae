import Foundation
package import Tensors

/// How few prototypes a network really has, and ProtoPNeXt's score of them.
///
/// Source: Willard et al., "ProtoPNeXt"; protopnet/train/metrics.py and protopnet/metrics.py.
package struct PrototypeScore: Equatable, Sendable {
  /// n_u: prototypes that differ when rounded to eight decimals.
  package let uniqueCount: Int
  /// n_p: parts, the cells of prototypes, that differ likewise.
  package let uniquePartCount: Int
  /// The least n_u + n_p/(H'·W'), one prototype a class, by what there is.
  package let sparsity: Double

  /// Of prototypes [P, D, H1, W1] over maps of `cellCount` cells.
  package init(prototypes: Tensor, classCount: Int, cellCount: Int) {
    let (count, depth) = (prototypes.shape[0], prototypes.shape[1])
    let area = prototypes.shape[2] * prototypes.shape[3]
    let rounded = prototypes.values.map {
      ($0.isFinite ? Double($0) * 1e8 : 0).rounded(.toNearestOrEven) + 0
    }
    let size = depth * area
    uniqueCount = Set((0..<count).map { Array(rounded[$0 * size..<($0 + 1) * size]) }).count
    uniquePartCount =
      Set(
        (0..<count * area).map { part in
          (0..<depth).map { rounded[part / area * size + $0 * area + part % area] }
        }
      ).count
    let share = Double(area) / Double(cellCount)
    let least = Double(classCount) * (1 + share)
    sparsity = least / (Double(uniqueCount) + Double(uniquePartCount) / Double(cellCount))
  }

  /// (min(sparsity, 1) + stability + consistency) / 3, all of 0…1.
  package func score(stability: Double, consistency: Double) -> Double {
    (min(sparsity, 1) + stability + consistency) / 3
  }

  /// By prototype, the first one that is equal to it, if that is an earlier one.
  package static func owners(of prototypes: Tensor) -> [Int?] {
    let size = prototypes.count / prototypes.shape[0]
    let values = prototypes.values
    var first: [[Float]: Int] = [:]
    return (0..<prototypes.shape[0]).map { prototype in
      let vector = Array(values[prototype * size..<(prototype + 1) * size])
      if let owner = first[vector] { return owner }
      first[vector] = prototype
      return nil
    }
  }
}

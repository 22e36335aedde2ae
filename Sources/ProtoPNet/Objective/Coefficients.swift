/// The weights of the costs in the total: CE + λ1·Clst − λ2·separation + λ·L1.
///
/// Source: paper §2.2, supplement S9.2; settings.py, whose `sep` is −λ2.
package struct Coefficients: Hashable, Sendable {
  package var crossEntropy: Double
  /// λ1.
  package var cluster: Double
  /// λ2, positive: a larger mean distance to other classes' prototypes lowers the total.
  package var separation: Double
  /// λ.
  package var lastLayerL1: Double

  package init(
    crossEntropy: Double = 1,
    cluster: Double = 0.8,
    separation: Double = 0.08,
    lastLayerL1: Double = 1e-4
  ) {
    self.crossEntropy = crossEntropy
    self.cluster = cluster
    self.separation = separation
    self.lastLayerL1 = lastLayerL1
  }

  /// 1, 0.8, 0.08 and 10⁻⁴, as chosen by the authors for both data sets.
  package static let published = Coefficients()
}

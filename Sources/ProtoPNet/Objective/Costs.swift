/// The terms of the objective on one batch, unweighted, and their weighted total.
///
/// The terms of prototypes and last layer are nil for a network without them.
package struct Costs: Hashable, Sendable {
  /// The mean cross entropy of the logits.
  package var crossEntropy: Double
  /// Clst: the mean squared distance from an image to its nearest own-class prototype.
  package var cluster: Double?
  /// −Sep: the mean squared distance from an image to its nearest other-class prototype, positive.
  package var separation: Double?
  /// The mean squared distance to all other-class prototypes; logged, in no total.
  package var averageSeparation: Double?
  /// Σ |w| over the weights between prototypes and other classes.
  package var lastLayerL1: Double?
  /// Σ |w| over the whole last layer; logged, in no total.
  package var lastLayerNorm: Double?
  /// The weighted sum that training lowers.
  package var total: Double

  /// Creates the costs and weighs their total.
  package init(
    crossEntropy: Double,
    cluster: Double?,
    separation: Double?,
    averageSeparation: Double?,
    lastLayerL1: Double?,
    lastLayerNorm: Double?,
    coefficients: Coefficients
  ) {
    self.crossEntropy = crossEntropy
    self.cluster = cluster
    self.separation = separation
    self.averageSeparation = averageSeparation
    self.lastLayerL1 = lastLayerL1
    self.lastLayerNorm = lastLayerNorm
    total =
      coefficients.crossEntropy * crossEntropy + coefficients.cluster * (cluster ?? 0)
      - coefficients.separation * (separation ?? 0)
      + coefficients.lastLayerL1 * (lastLayerL1 ?? 0)
  }

  /// Creates the costs of a network without prototypes.
  package init(crossEntropy: Double, coefficients: Coefficients) {
    self.init(
      crossEntropy: crossEntropy,
      cluster: nil,
      separation: nil,
      averageSeparation: nil,
      lastLayerL1: nil,
      lastLayerNorm: nil,
      coefficients: coefficients
    )
  }

  /// The name of the first term that is NaN or infinite; nil where all are finite.
  package var nonFiniteTerm: String? {
    let terms: [(String, Double?)] = [
      ("cross entropy", crossEntropy), ("cluster cost", cluster),
      ("separation cost", separation), ("average separation", averageSeparation),
      ("last-layer L1", lastLayerL1), ("last-layer norm", lastLayerNorm), ("total", total),
    ]
    return terms.first { $0.1.map { !$0.isFinite } ?? false }?.0
  }
}

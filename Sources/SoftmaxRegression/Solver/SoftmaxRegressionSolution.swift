package import Tensors

/// Weights with a certificate of how far they are from the best ones.
package struct SoftmaxRegressionSolution: Sendable {
  /// [K, P]; weights that the solver found to be zero are exactly zero.
  package let weight: Tensor
  /// F at `weight`, evaluated in Double; see ``SoftmaxRegression``.
  package let objective: Double
  /// At most the minimum of F; see ``DualBound``.
  package let lowerBound: Double
  /// The steps of the outer iteration.
  package let iterationCount: Int
  /// Why the solver stopped.
  package let ending: Ending

  package enum Ending: String, Sendable {
    /// The gap is at most the tolerance times the objective.
    case certified
    /// The objective itself is at most the tolerance times log K, so nothing worth having is left.
    case vanishing
    /// The iteration limit was reached.
    case iterationLimit = "iteration-limit"
    /// No step lowers the objective any more in Double, yet the gap is above the tolerance.
    case stalled
  }

  /// The certificate: at least F(weight) − min F.
  package var gap: Double { objective - lowerBound }
}

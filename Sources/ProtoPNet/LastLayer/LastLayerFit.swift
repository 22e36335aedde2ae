package import Recipe
package import SoftmaxRegression
package import Tensors

/// A last layer that a stage made, beside the optimum of the problem that the stage is about.
package struct LastLayerFit: Sendable {
  /// What made the last layer.
  package let solver: LastLayerOptimization.Solver
  /// The problem divided by the cross entropy's coefficient, which ``objective`` has back.
  package let problem: SoftmaxRegression
  package let coefficients: Coefficients
  /// [K, P], before and after the stage.
  package let weightBefore: Tensor
  package let weight: Tensor
  /// Cross entropy and λ·L1 with their coefficients, at `weight`.
  package let objective: Double
  /// At most the minimum of the objective.
  package let lowerBound: Double
  /// Iterations of the convex solver, and why it stopped.
  package let iterationCount: Int
  package let ending: SoftmaxRegressionSolution.Ending

  init(
    _ solver: LastLayerOptimization.Solver,
    _ problem: SoftmaxRegression,
    _ solution: SoftmaxRegressionSolution,
    coefficients: Coefficients,
    weightBefore: Tensor,
    weight: Tensor
  ) {
    let scale = coefficients[.crossEntropy]
    (self.solver, self.problem, self.coefficients) = (solver, problem, coefficients)
    (self.weightBefore, self.weight) = (weightBefore, weight)
    objective =
      scale * (solver == .convex ? solution.objective : problem.objective(at: weight))
    lowerBound = scale * solution.lowerBound
    iterationCount = solution.iterationCount
    ending = solution.ending
  }

  /// What a person should know before trusting the last layer; nil where all is as asked for.
  var warning: String? {
    guard solver == .convex else { return nil }
    switch ending {
    case .certified, .vanishing: return nil
    case .iterationLimit, .stalled:
      return """
        the convex solver ended (\(ending.rawValue)) with a certified gap of \
        \(objective - lowerBound) at the objective \(objective), above the tolerance
        """
    }
  }
}

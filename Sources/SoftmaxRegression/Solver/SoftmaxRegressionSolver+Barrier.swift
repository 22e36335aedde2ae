/// The phase with a barrier, for features that are all but equal.
extension SoftmaxRegressionSolver {
  /// The height of the first barrier times K·P, as a share of the objective, that of the last one as a share of
  /// the tolerance, and what it is multiplied by.
  private static let firstBarrier = 0.1
  private static let lastBarrier = 0.01
  private static let barrierFactor = 0.2
  private static let dampingBehindBarrier = 1e-6

  /// With a barrier where features are so large that the usual weights are worse than none.
  func firstState(_ start: Point) -> SolverState {
    var state = SolverState(weights: start.weights)
    let isHard = start.weights.allSatisfy { $0 == 0 } || problem.scales != plain.scales
    if isHard && WholeHessian.fits(problem) { raiseBarrier(&state, objective: start.objective) }
    return state
  }

  func raiseBarrier(_ state: inout SolverState, objective: Double) {
    state.hadBarrier = true
    state.barrier = Self.firstBarrier * objective / Double(state.weights.count)
    state.weights = BarrierTerms(problem, height: state.barrier).inside(state.weights)
  }

  /// Sets weights to zero that only a barrier holds off it, as far as that does not raise the objective.
  private func settle(_ point: inout Point, _ terms: BarrierTerms, _ softmax: SoftmaxResiduals) {
    point.refresh()
    let highest = objective(point, softmax) * (1 + settings.tolerance)
    let weights = point.weights
    for multiple in [100, 1, 0.01] {
      point.weights = terms.settled(weights, below: multiple)
      point.refresh()
      if objective(point, softmax) <= highest { return }
    }
    point.weights = weights
  }

  /// A Newton step, and a lower barrier where it has led close to the lowest point of this one.
  func takeBarrierStep(
    _ point: inout Point,
    _ residuals: RowMatrix,
    _ softmax: SoftmaxResiduals,
    _ state: inout SolverState
  ) {
    let terms = BarrierTerms(problem, height: state.barrier)
    let decrement = BarrierStep(problem: problem, terms: terms).take(&point, residuals, softmax)
    state.iterationCount += 1
    let share = state.barrier * Double(point.weights.count)
    if (decrement ?? 0) <= share {
      state.barrier *= Self.barrierFactor
      let last = Self.lastBarrier * settings.tolerance * point.objective
      if decrement == nil && share < 1e-3 * point.objective || share <= last {
        state.barrier = 0
        state.damping = Self.dampingBehindBarrier
        settle(&point, terms, softmax)
      }
    }
    state.weights = point.weights
  }
}

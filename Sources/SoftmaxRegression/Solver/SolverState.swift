/// Where the solver stands between two steps: all that it needs to go on to the same end, bit for bit.
///
/// Logits, objective and slopes follow from the weights and are computed afresh at every step. To keep a
/// state, keep ``weights`` and ``scalars``.
package struct SolverState: Equatable, Sendable {
  /// W, in k·P + j order.
  package internal(set) var weights: [Double]
  /// Steps taken.
  package internal(set) var iterationCount = 0
  var damping = SoftmaxRegressionSolver.firstDamping
  var sampleLimit = SoftmaxRegressionSolver.firstSampleLimit
  /// The height of the barrier; 0 where there is none.
  var barrier = 0.0
  /// Whether there has been one.
  var hadBarrier = false
  /// The best bound so far.
  var lowerBound = 0.0
  /// Whether the last step found nothing lower, however much the model was damped.
  var hasStalled = false

  /// The state of weights that no step has been taken from.
  init(weights: [Double]) { self.weights = weights }

  /// All but the weights.
  package var scalars: [Double] {
    [
      Double(iterationCount), damping, Double(sampleLimit), hasStalled ? 1 : 0, lowerBound, barrier,
      hadBarrier ? 1 : 0,
    ]
  }

  /// A state that was kept; nil for numbers that are not one's.
  package init?(weights: [Double], scalars: [Double]) {
    guard scalars.count == 7, weights.allSatisfy(\.isFinite),
      let iterationCount = Int(exactly: scalars[0]), iterationCount >= 0,
      scalars[1] > 0 && scalars[1] <= 1,
      let sampleLimit = Int(exactly: scalars[2]), sampleLimit > 0,
      scalars[3] == 0 || scalars[3] == 1, scalars[4] >= 0 && scalars[4].isFinite,
      scalars[5] >= 0 && scalars[5].isFinite, scalars[6] == 0 || scalars[6] == 1
    else { return nil }
    self.weights = weights
    (self.iterationCount, self.sampleLimit) = (iterationCount, sampleLimit)
    (damping, hasStalled, lowerBound) = (scalars[1], scalars[3] == 1, scalars[4])
    (barrier, hadBarrier) = (scalars[5], scalars[6] == 1)
  }
}

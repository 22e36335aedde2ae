import Tensors

/// Where the solver is: weights, their logits and the objective.
struct Point {
  let problem: SoftmaxRegression
  /// W, in k·P + j order.
  var weights: [Double]
  /// W·sᵢ, [n, K].
  let logits: RowMatrix
  var objective = Double.infinity
  private let change: RowMatrix

  /// The point of weights in k·P + j order; call ``refresh()`` before anything else.
  init(_ problem: SoftmaxRegression, _ weights: [Double]) {
    self.problem = problem
    self.weights = weights
    logits = RowMatrix(rows: problem.exampleCount, columns: problem.classCount)
    change = RowMatrix(rows: problem.exampleCount, columns: problem.classCount)
  }

  /// Computes the logits afresh, so that rounding of many steps does not add up.
  func refresh() {
    let support = Support.nonzero(weights, problem)
    SupportProducts(problem: problem, support: support)
      .logits(of: support.values(in: weights), into: logits)
  }

  /// Goes towards other values of a support, within the limit, halving the way until the objective falls enough.
  ///
  /// `slope` is the objective's change over the whole way as its slopes have it, below 0. Returns the
  /// share of the way gone; 0 where nothing falls.
  mutating func search(
    towards target: [Double],
    on support: Support,
    slope: Double,
    softmax: SoftmaxResiduals
  ) -> Double {
    guard slope < 0 else { return 0 }
    let start = support.values(in: weights)
    let direction = zip(target, start).map { $0 - $1 }
    SupportProducts(problem: problem, support: support).logits(of: direction, into: change)
    let fixed = problem.penalty(of: weights) - penalty(start, support)
    var step = 1.0
    while step > 1e-6 {
      let values =
        step == 1 ? target : zip(start, direction).map { $0 + step * $1 }
      let crossEntropy = softmax.evaluate(logits, change: change, step: step)
      let objective = crossEntropy + fixed + penalty(values, support)
      if objective <= self.objective + 1e-4 * step * slope {
        self.objective = objective
        support.set(values, in: &weights)
        logits.add(change, times: step)
        return step
      }
      step /= 2
    }
    return 0
  }

  /// Goes along a direction, inside the barrier, halving the way until the objective with the barrier falls enough.
  ///
  /// Returns whether it does. The objective is left to be computed afresh.
  mutating func search(
    along direction: [Double],
    on support: Support,
    terms: BarrierTerms,
    slope: Double,
    softmax: SoftmaxResiduals
  ) -> Bool {
    SupportProducts(problem: problem, support: support).logits(of: direction, into: change)
    let start = softmax.evaluate(logits) + terms.value(of: weights)
    var step = terms.longestStep(from: weights, along: direction)
    while step > 1e-10 {
      let values = zip(weights, direction).map { $0 + step * $1 }
      let value = softmax.evaluate(logits, change: change, step: step) + terms.value(of: values)
      if value <= start + 1e-4 * step * slope {
        weights = values
        return true
      }
      step /= 2
    }
    return false
  }

  private func penalty(_ values: [Double], _ support: Support) -> Double {
    var sum = 0.0
    for member in values.indices where !support.isFree[member] {
      sum += abs(values[member]) / problem.scales[support.columns[member]]
    }
    return problem.penalty * sum
  }
}

extension SoftmaxRegression {
  /// Free weights of 1, or less where that is their limit, and others of 0, in k·P + j order.
  var usualWeights: [Double] {
    var weights = [Double](repeating: 0, count: classCount * featureCount)
    for (feature, label) in freeClass.enumerated() {
      weights[label * featureCount + feature] = min(1, freeLimit) * scales[feature]
    }
    return weights
  }
}

import Foundation

/// Solves the problem to a certificate, by proximal Newton steps.
///
/// Every iteration looks at the gradient of all K·P weights, a dense product in Float, and takes a
/// step among the free weights, those that are not zero, and the likeliest newcomers: few, as most
/// penalised weights end at zero. The step minimises a quadratic model (`ModelMinimizer`) whose
/// curvature comes from few examples of every class (`CurvatureModel`), so that only the gradient, the
/// objective and the certificate cost time in proportion to n. The model is damped until steps do what it
/// foretells. Gradients on the weights that matter are computed in Double. Steps are searched along, so
/// the objective never grows. Sums do not depend on the number of threads.
package struct SoftmaxRegressionSolver {
  package struct Settings: Hashable, Sendable {
    /// The certified gap, relative to the objective, at which the solver stops.
    package var tolerance: Double
    package var iterationLimit: Int

    package init(tolerance: Double = 1e-6, iterationLimit: Int = 200) {
      self.tolerance = tolerance
      self.iterationLimit = iterationLimit
    }
  }

  /// The problem as it was given, and with columns of one size.
  let plain: SoftmaxRegression
  let problem: SoftmaxRegression
  let settings: Settings
  /// The penalised weights that one step may add to a class, or half of those it has, and the least
  /// share of the steepest slope of all that they must have.
  private static let newcomers = 10
  private static let newcomerShare = 0.3
  /// The examples that stand for a class's curvature in the first step, and in any.
  ///
  /// They double whenever an iteration lowers the objective by less than a share: close to the optimum
  /// a better model pays.
  static let firstSampleLimit = 500
  private static let largestSampleLimit = 8000
  private static let slowShare = 0.01
  /// The damping of the first step, the least, and its factor after a bad step; after a good one it is divided by it.
  static let firstDamping = 0.3
  private static let leastDamping = 1e-9
  private static let dampingFactor = 4.0
  /// The bound is computed where the optimality conditions suggest a relative gap of at most this many tolerances.
  private static let promise = 30.0

  package init(_ problem: SoftmaxRegression, settings: Settings = Settings()) {
    plain = problem
    self.problem = problem.scaled()
    self.settings = settings
  }

  /// Solves from free weights 1 and others 0, or from nothing but zeros where that is better.
  package func solve() -> SoftmaxRegressionSolution { solve { _ in } }

  /// Solves as without a state, or goes on from a state of the same problem.
  ///
  /// `observe` is given the state before every step. Whoever keeps it and goes on from it later comes to the
  /// same solution, bit for bit. Traps for a state of another size.
  ///
  /// - Throws: What `observe` throws.
  package func solve(
    from state: SolverState? = nil,
    observe: (SolverState) throws -> Void
  ) rethrows -> SoftmaxRegressionSolution {
    OpenBLAS.requireBlocks
    let (exampleCount, classCount) = (problem.exampleCount, problem.classCount)
    let softmax = SoftmaxResiduals(problem: problem)
    let floor = startingPoint(softmax)
    var state = state ?? firstState(floor)
    precondition(
      state.weights.count == classCount * problem.featureCount,
      "a state of \(state.weights.count) weights, not \(classCount) × \(problem.featureCount)"
    )
    var point = Point(problem, state.weights)
    let residuals = RowMatrix(rows: exampleCount, columns: classCount)
    let scratch = RowMatrix(rows: exampleCount, columns: classCount)
    let largestFeatures = problem.largestFeatures
    while true {
      point.refresh()
      point.objective = objective(point, softmax, into: residuals)

      if point.objective <= settings.tolerance * log(Double(classCount)) {
        // The objective bounds its own distance from a minimum of at least 0.
        return solution(point, floor, residuals, state, .vanishing)
      }
      let isLast = state.hasStalled || state.iterationCount >= settings.iterationLimit
      if state.barrier > 0 && !isLast {
        try observe(state)
        takeBarrierStep(&point, residuals, softmax, &state)
        continue
      }
      let gradient = gradient(point, residuals, largestFeatures)
      let promise = Self.promise * settings.tolerance * point.objective
      if isLast || estimatedGap(point, gradient) <= promise {
        let bound = DualBound(
          problem,
          weights: point.weights,
          residuals: residuals,
          largestFeatures: largestFeatures,
          scratch: scratch
        )
        state.lowerBound = max(state.lowerBound, bound.value)
        let found = solution(point, floor, residuals, state, .certified)
        if found.gap <= settings.tolerance * found.objective { return found }
        if isLast {
          return solution(
            point,
            floor,
            residuals,
            state,
            state.hasStalled ? .stalled : .iterationLimit
          )
        }
      }
      try observe(state)
      let before = point.objective
      let isSlow = takeStep(&point, gradient, residuals, softmax, &state)
      state.iterationCount += 1
      state.weights = point.weights
      if before - point.objective < Self.slowShare * before {
        state.sampleLimit = min(2 * state.sampleLimit, Self.largestSampleLimit)
      }
      let hasStalled = !(point.objective < before) && state.damping == 1
      if (hasStalled || isSlow) && !state.hadBarrier && WholeHessian.fits(problem) {
        raiseBarrier(&state, objective: point.objective)
        point.weights = state.weights
      } else {
        state.hasStalled = hasStalled
      }
    }
  }

  /// The better of the usual weights and zeros.
  private func startingPoint(_ softmax: SoftmaxResiduals) -> Point {
    var usual = Point(problem, problem.usualWeights)
    usual.refresh()
    usual.objective = objective(usual, softmax)
    var zeros = Point(problem, problem.usualWeights.map { _ in 0 })
    zeros.objective = objective(zeros, softmax)
    return usual.objective <= zeros.objective ? usual : zeros
  }

  func objective(
    _ point: Point,
    _ softmax: SoftmaxResiduals,
    into residuals: RowMatrix? = nil
  ) -> Double {
    softmax.evaluate(point.logits, into: residuals) + problem.penalty(of: point.weights)
  }

  /// The point in Float, or the one begun with where rounding to Float leaves that better.
  private func solution(
    _ point: Point,
    _ start: Point,
    _ residuals: RowMatrix,
    _ state: SolverState,
    _ ending: SoftmaxRegressionSolution.Ending
  ) -> SoftmaxRegressionSolution {
    var weight = problem.unscaled(point.weights)
    var objective = plain.objective(at: weight)
    func consider(_ weights: [Double]) {
      let other = problem.unscaled(weights)
      let value = plain.objective(at: other)
      if !(objective <= value) { (weight, objective) = (other, value) }
    }
    let hasLost = !(objective - point.objective <= 0.1 * settings.tolerance * point.objective)
    if hasLost && WholeHessian.fits(problem) {
      let rounding = WeightRounding(problem: problem, residuals: residuals)
      if let weights = rounding.rounded(point.weights) { consider(weights) }
    }
    if !(objective <= start.objective) { consider(start.weights) }
    return SoftmaxRegressionSolution(
      weight: weight,
      objective: objective,
      lowerBound: state.lowerBound,
      iterationCount: state.iterationCount,
      ending: ending
    )
  }

  /// What the gap would be if the present gradient were nearly feasible for the dual.
  private func estimatedGap(_ point: Point, _ gradient: [Double]) -> Double {
    let count = problem.featureCount
    var (gap, norm, largest) = (0.0, 0.0, problem.penalty)
    for place in gradient.indices {
      let (weight, slope) = (point.weights[place], gradient[place])
      if problem.freeClass[place % count] == place / count {
        // Inside the limit the equations can be solved; at it the dual has the limit's cost.
        let limit = problem.limit(of: place % count)
        gap += abs(weight) == limit ? limit * abs(slope) + weight * slope : abs(weight * slope)
      } else {
        let scale = problem.scales[place % count]
        gap += abs(problem.penalty(of: place % count) * abs(weight) + weight * slope)
        norm += abs(weight) / scale
        largest = max(largest, abs(slope) * scale)
      }
    }
    return gap + (1 - problem.penalty / largest) * problem.penalty * norm
  }

  /// The cross entropy's gradient, [K, P].
  ///
  /// In Double for free weights, those that are not zero, and those whose slope products in Float
  /// cannot tell from λ.
  private func gradient(
    _ point: Point,
    _ residuals: RowMatrix,
    _ largestFeatures: [Double]
  ) -> [Double] {
    let dense = DenseGradient(problem, residuals: residuals)
    let support = Support(problem) { label, feature in
      let place = label * problem.featureCount + feature
      guard problem.freeClass[feature] != label, point.weights[place] == 0 else {
        return true
      }
      let error = dense.error(label: label, largestFeature: largestFeatures[feature])
      return abs(abs(dense.values[place]) - problem.penalty(of: feature)) <= error
    }
    var gradient = dense.values
    support.set(
      SupportProducts(problem: problem, support: support).gradient(of: residuals),
      in: &gradient
    )
    return gradient
  }

  /// Goes towards the minimum of a model over the present weights and the likeliest newcomers.
  ///
  /// Returns whether the model was too ill-conditioned to be minimised.
  private func takeStep(
    _ point: inout Point,
    _ gradient: [Double],
    _ residuals: RowMatrix,
    _ softmax: SoftmaxResiduals,
    _ state: inout SolverState
  ) -> Bool {
    let support = workingSupport(point.weights, gradient)
    let values = support.values(in: point.weights)
    let slopes = support.values(in: gradient)
    var minimizer = ModelMinimizer(
      CurvatureModel(
        problem,
        support,
        residuals: residuals,
        .sample(limit: state.sampleLimit, damping: state.damping)
      ),
      from: values,
      gradient: slopes,
      WeightTerms(problem, support),
      mayFactorWhole: state.hadBarrier
    )
    minimizer.minimize()
    let target = minimizer.weights
    var slope = 0.0
    for member in values.indices {
      slope += slopes[member] * (target[member] - values[member])
      guard !support.isFree[member] else { continue }
      let penalty = problem.penalty(of: support.columns[member])
      slope += penalty * (abs(target[member]) - abs(values[member]))
    }
    let before = point.objective
    let step = point.search(towards: target, on: support, slope: slope, softmax: softmax)
    // At the minimum of the model, half the slope is what it foretells.
    if step < 1 {
      // A step that leads nowhere is far from a good one.
      state.damping = min(1, state.damping * pow(Self.dampingFactor, step > 0 ? 1 : 4))
    } else if before - point.objective > -0.3 * slope {
      state.damping = max(Self.leastDamping, state.damping / Self.dampingFactor)
    }
    return minimizer.isExhausted
  }

  /// Free weights, those that are not zero, and of each class those that a step would most likely free.
  private func workingSupport(_ weights: [Double], _ gradient: [Double]) -> Support {
    let count = problem.featureCount
    var isChosen = [Bool](repeating: false, count: weights.count)
    var steepest = 0.0
    problem.forEachPenalizedPlace { steepest = max(steepest, abs(gradient[$0])) }
    let least = Self.newcomerShare * steepest
    for label in 0..<problem.classCount {
      var candidates: [Int] = []
      var nonzeroCount = 0
      for place in label * count..<(label + 1) * count {
        if weights[place] != 0 {
          nonzeroCount += 1
        } else if abs(gradient[place]) > max(problem.penalty(of: place % count), least) {
          candidates.append(place)
        }
      }
      let room = max(Self.newcomers, nonzeroCount / 2)
      if candidates.count > room {
        candidates.sort { (abs(gradient[$0]), $1) > (abs(gradient[$1]), $0) }
      }
      for place in candidates.prefix(room) { isChosen[place] = true }
    }
    return Support(problem) { label, feature in
      let place = label * count + feature
      return isChosen[place] || weights[place] != 0 || problem.freeClass[feature] == label
    }
  }
}

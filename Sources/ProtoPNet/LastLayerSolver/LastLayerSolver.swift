internal import Foundation
internal import Tensors

/// Solves the convex last-layer problem to a certificate.
///
/// Every iteration takes two steps. A proximal step, with the Hessian's blocks of single classes as
/// metric, decides which weights of other classes are zero. A Newton step on the remaining
/// ones, with signs kept, brings in the coupling between classes by conjugate gradients (`NewtonStep`).
/// Both steps are searched along in full, so the objective never grows. Gradients and curvature on
/// the few weights that are not zero are computed in Double; only the look at all others uses
/// products in Float. Sums do not depend on the number of threads.
package struct LastLayerSolver {
  package struct Settings: Hashable, Sendable {
    /// The certified gap, relative to the objective, at which the solver stops.
    package var tolerance: Double
    package var iterationLimit: Int

    package init(tolerance: Double = 1e-6, iterationLimit: Int = 200) {
      self.tolerance = tolerance
      self.iterationLimit = iterationLimit
    }
  }

  let problem: LastLayerProblem
  let settings: Settings
  /// The weights of other classes that one step may add to a class, or half of those it has.
  private static let newcomers = 30
  /// The bound is computed where the optimality conditions suggest a relative gap of at most this many tolerances.
  private static let promise = 30.0

  package init(_ problem: LastLayerProblem, settings: Settings = Settings()) {
    self.problem = problem
    self.settings = settings
  }

  /// Solves from own-class weights 1 and others 0, whatever the last layer was before.
  package func solve(progress: (_ iteration: Int) -> Void = { _ in }) -> LastLayerSolution {
    let (imageCount, classCount) = (problem.imageCount, problem.classCount)
    var point = Point(problem)
    let residuals = RowMatrix(rows: imageCount, columns: classCount)
    let scratch = RowMatrix(rows: imageCount, columns: classCount)
    let largestSimilarities = problem.largestSimilarities
    let softmax = SoftmaxResiduals(problem: problem)
    var iteration = 0
    var hasStalled = false
    while true {
      point.refresh()
      point.objective =
        softmax.evaluate(point.logits, into: residuals) + problem.penalty(of: point.weights)
      let support = Support.nonzero(point.weights, problem)
      var gradient = DenseGradient(problem, residuals: residuals).values
      let exact = SupportProducts(problem: problem, support: support).gradient(of: residuals)
      support.set(exact, in: &gradient)

      if point.objective <= settings.tolerance * log(Double(classCount)) {
        // The objective bounds its own distance from an infimum of at least 0.
        return solution(point, softmax, bound: nil, iteration, .vanishing)
      }
      let isLast = hasStalled || iteration == settings.iterationLimit
      let promise = Self.promise * settings.tolerance * point.objective
      if isLast || estimatedGap(point, gradient) <= promise {
        let bound = DualBound(
          problem,
          residuals: residuals,
          largestSimilarities: largestSimilarities,
          scratch: scratch
        )
        let found = solution(point, softmax, bound: bound, iteration, .certified)
        if found.gap <= settings.tolerance * found.objective { return found }
        if isLast {
          let ending: LastLayerSolution.Ending = hasStalled ? .stalled : .iterationLimit
          return solution(point, softmax, bound: bound, iteration, ending)
        }
      }
      progress(iteration)
      iteration += 1
      let before = point.objective
      takeProximalStep(&point, gradient, residuals, softmax)
      _ = softmax.evaluate(point.logits, into: residuals)
      NewtonStep(from: point, residuals: residuals).take(&point, softmax: softmax)
      hasStalled = !(point.objective < before)
    }
  }

  private func solution(
    _ point: Point,
    _ softmax: SoftmaxResiduals,
    bound: DualBound?,
    _ iterationCount: Int,
    _ ending: LastLayerSolution.Ending
  ) -> LastLayerSolution {
    let (weight, objective) = point.rounded(softmax)
    return LastLayerSolution(
      weight: weight,
      objective: objective,
      lowerBound: bound?.value ?? 0,
      equationResidual: bound?.equationResidual ?? 0,
      iterationCount: iterationCount,
      ending: ending
    )
  }

  /// What the gap would be if the present gradient were nearly feasible for the dual.
  private func estimatedGap(_ point: Point, _ gradient: [Double]) -> Double {
    let count = problem.prototypeCount
    var (gap, norm, largest) = (0.0, 0.0, problem.penalty)
    for place in gradient.indices {
      let (weight, slope) = (point.weights[place], gradient[place])
      if problem.prototypeClass[place % count] == place / count {
        gap += abs(weight * slope)
      } else {
        gap += abs(problem.penalty * abs(weight) + weight * slope)
        norm += abs(weight)
        largest = max(largest, abs(slope))
      }
    }
    return gap + (1 - problem.penalty / largest) * problem.penalty * norm
  }

  /// Minimises the model of single classes over the present weights and the likeliest newcomers.
  private func takeProximalStep(
    _ point: inout Point,
    _ gradient: [Double],
    _ residuals: RowMatrix,
    _ softmax: SoftmaxResiduals
  ) {
    let support = workingSupport(point.weights, gradient)
    let blocks = ClassBlocks(problem, support, residuals: residuals)
    let values = support.values(in: point.weights)
    let slopes = support.values(in: gradient)
    let step = blocks.proximalStep(
      from: values,
      gradient: slopes,
      isOwn: support.isOwn,
      penalty: problem.penalty
    )
    var decrease = 0.0
    for member in values.indices {
      decrease += slopes[member] * (step[member] - values[member])
      guard !support.isOwn[member] else { continue }
      decrease += problem.penalty * (abs(step[member]) - abs(values[member]))
    }
    point.search(towards: step, on: support, slope: decrease, softmax: softmax)
  }

  /// Own-class weights, those that are not zero, and of each class those that a step would most likely free.
  private func workingSupport(_ weights: [Double], _ gradient: [Double]) -> Support {
    let count = problem.prototypeCount
    var isChosen = [Bool](repeating: false, count: weights.count)
    for label in 0..<problem.classCount {
      var candidates: [Int] = []
      var nonzeroCount = 0
      for place in label * count..<(label + 1) * count {
        if weights[place] != 0 {
          nonzeroCount += 1
        } else if abs(gradient[place]) > problem.penalty {
          candidates.append(place)
        }
      }
      let room = max(Self.newcomers, nonzeroCount / 2)
      if candidates.count > room {
        candidates.sort { (abs(gradient[$0]), $1) > (abs(gradient[$1]), $0) }
      }
      for place in candidates.prefix(room) { isChosen[place] = true }
    }
    return Support(problem) { label, prototype in
      let place = label * count + prototype
      return isChosen[place] || weights[place] != 0 || problem.prototypeClass[prototype] == label
    }
  }
}

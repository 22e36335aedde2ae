/// A Newton step of all classes together on the weights that are not zero, signs kept.
///
/// The quadratic model is minimised by conjugate gradients. Weights that would change sign are set to
/// zero and held there, and the model is minimised again over the others.
struct NewtonStep {
  let problem: LastLayerProblem

  private static let roundLimit = 8
  private static let productLimit = 40

  /// Moves the point; `residuals` are those at the point.
  func take(from point: inout Point, residuals: RowMatrix, softmax: SoftmaxResiduals) {
    let support = Support.nonzero(point.weights, problem)
    let products = SupportProducts(problem: problem, support: support)
    let start = support.values(in: point.weights)
    // The penalty's slope where signs are kept.
    let slopes = start.indices.map { member in
      support.isOwn[member] ? 0 : start[member] < 0 ? -problem.penalty : problem.penalty
    }
    let gradient = zip(products.gradient(of: residuals), slopes).map { $0 + $1 }
    let blocks = ClassBlocks(problem, support, residuals: residuals)
    var isFree = [Bool](repeating: true, count: support.count)
    func masked(_ vector: [Double]) -> [Double] { zip(vector, isFree).map { $1 ? $0 : 0 } }

    var target = start
    var curvature = [Double](repeating: 0, count: support.count)
    var model = 0.0
    var firstEnergy: Double?
    for _ in 0..<Self.roundLimit {
      let side = masked(zip(gradient, curvature).map { -$0 - $1 })
      let solver = ConjugateGradients(
        product: { masked(products.curvature(times: $0, at: residuals)) },
        precondition: { masked(blocks.solve($0)) },
        limit: Self.productLimit
      )
      let energy = solver.energy(side)
      let reference = firstEnergy ?? energy
      firstEnergy = reference
      // Closer to the optimum the model is worth solving better.
      let accuracy = min(0.3, reference.squareRoot().squareRoot())
      guard energy > 0, firstEnergy == energy || energy > accuracy * accuracy * reference else {
        break
      }
      let direction = solver.solve(side, target: accuracy * accuracy * reference).solution

      var step = 1.0
      var hasFallen = false
      while step > 0.02, !hasFallen {
        var candidate = zip(target, direction).map { $0 + step * $1 }
        for member in candidate.indices where !support.isOwn[member] {
          if candidate[member] * start[member] <= 0 { candidate[member] = 0 }
        }
        let difference = zip(candidate, start).map { $0 - $1 }
        let image = products.curvature(times: difference, at: residuals)
        let value =
          ConjugateGradients.dot(gradient, difference)
          + 0.5 * ConjugateGradients.dot(difference, image)
        if value < model {
          (target, curvature, model, hasFallen) = (candidate, image, value, true)
        } else {
          step /= 2
        }
      }
      guard hasFallen else { break }
      var hasNewZero = false
      for member in target.indices where target[member] == 0 && !support.isOwn[member] {
        if isFree[member] { hasNewZero = true }
        isFree[member] = false
      }
      if !hasNewZero, step == 1 { break }
    }
    let slope = zip(gradient, zip(target, start)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
    point.search(towards: target, on: support, slope: slope, softmax: softmax)
  }
}

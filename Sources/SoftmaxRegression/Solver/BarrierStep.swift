import Engine
import Tensors

/// A Newton step of the objective with a barrier, over all weights at once.
///
/// It costs (K·P)³ / 3 operations, whatever the features' condition, and ten heights of the barrier take few steps each.
struct BarrierStep {
  let problem: SoftmaxRegression
  let terms: BarrierTerms

  /// Takes the step; returns half of what the model foretells, or nil where nothing falls.
  func take(_ point: inout Point, _ residuals: RowMatrix, _ softmax: SoftmaxResiduals) -> Double? {
    let everything = Support(problem) { _, _ in true }
    let products = SupportProducts(problem: problem, support: everything)
    var gradient = products.gradient(of: residuals)
    var curvatures: [Double] = []
    for (place, weight) in point.weights.enumerated() {
      let term = terms.derivatives(place, at: weight)
      gradient[place] += term.slope
      curvatures.append(term.curvature)
    }
    let direction = direction(gradient, curvatures, residuals)
    let decrement = -zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    guard decrement > 0, decrement.isFinite else { return nil }
    return point.search(
      along: direction,
      on: everything,
      terms: terms,
      slope: -decrement,
      softmax: softmax
    ) ? decrement : nil
  }

  private func direction(
    _ gradient: [Double],
    _ curvatures: [Double],
    _ residuals: RowMatrix
  ) -> [Double] {
    var hessian = WholeHessian(problem, residuals)
    hessian.add(curvatures)
    if let factor = hessian.factor(of: Array(gradient.indices)) {
      // OpenBLAS's place.
      return Parallel.map(1) { _ in factor.solve(gradient[...]) }[0].map { -$0 }
    }
    return gradient.indices.map { place in
      let entry = hessian.matrix[place, place]
      return entry > 0 ? -gradient[place] / entry : 0
    }
  }
}

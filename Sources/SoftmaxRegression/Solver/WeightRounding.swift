import Engine

/// Rounds weights to Float so that the errors make up for each other.
///
/// Where features are far from zero, the nearest floats to the weights may have much worse logits than the weights. With
/// RᵀR the Hessian over the weights that may move, those are rounded one after the other, and each takes into account what
/// the ones before it did to the logits: ½|R(w − q)|² ends as small as half a unit in each place allows.
struct WeightRounding {
  let problem: SoftmaxRegression
  let residuals: RowMatrix

  /// Floats close to the weights, [K, P] in k·P + j order; nil where the Hessian has no factor.
  func rounded(_ weights: [Double]) -> [Double]? {
    let count = problem.featureCount
    let hessian = WholeHessian(problem, residuals)
    // Coarse ones come last, as rounding begins there.
    let moving = weights.indices
      .filter { place in
        let isFree = problem.freeClass[place % count] == place / count
        return weights[place] != 0 && hessian.matrix[place, place] > CholeskyFactor.negligible
          && !(isFree && abs(weights[place]) == problem.limit(of: place % count))
      }
      .sorted { (plain(weights, $0), $0) < (plain(weights, $1), $1) }
    guard !moving.isEmpty, let factor = hessian.factor(of: moving) else { return nil }
    var rounded = weights
    for (index, place) in moving.enumerated().reversed() {
      var shift = 0.0
      for later in index + 1..<moving.count {
        let error = weights[moving[later]] - rounded[moving[later]]
        shift += factor[later, index] * error
      }
      let target = weights[place] + shift / factor[index, index]
      let scale = problem.scales[place % count]
      let value = Double(Float(target / scale)) * scale
      let limit = problem.limit(of: place % count)
      let isFree = problem.freeClass[place % count] == place / count
      rounded[place] = isFree ? max(-limit, min(value, limit)) : value
    }
    return rounded
  }

  /// The size of a weight as it was before columns were scaled.
  private func plain(_ weights: [Double], _ place: Int) -> Double {
    abs(weights[place]) / problem.scales[place % problem.featureCount]
  }
}

extension ProjectedImage {
  /// Where the distance from the image to prototype j can lie once the prototype moved by exactly `shift`.
  ///
  /// Let w_i = z̃_i − b_j, R_i = ‖w_i‖ and a_j = b_j + u with ‖u‖ = δ. The new distance is
  /// min_i ‖w_i − u‖.
  /// - *Below:* ‖w_i − u‖ ≥ |R_i − δ|, hence min_i ‖w_i − u‖ ≥ min_i |R_i − δ|. It is attained where u
  ///   points at the patch of the least |R_i − δ|.
  /// - *Above:* for weights λ_i ≥ 0 of sum 1 and w̄ = Σ λ_i w_i,
  ///   min_i ‖w_i − u‖² ≤ Σ λ_i ‖w_i − u‖² = Σ λ_i R_i² − 2 u·w̄ + δ² ≤ Σ λ_i R_i² + 2δ‖w̄‖ + δ².
  ///   All weight on the nearest patch gives (r_j + δ)²; weight on patches around b_j gives less,
  ///   because no move leads away from all of them.
  ///
  /// Nothing couples the intervals of different prototypes: each may move in a direction of its own.
  package func distanceInterval(prototype: Int, shift: Double) -> ClosedRange<Double> {
    let row = distances[prototype * cellCount..<(prototype + 1) * cellCount]
    let error = Self.intervalError
    let low = row.reduce(Double.infinity) { least, distance in
      min(least, max(0, abs(distance - shift) - error * (distance + shift)))
    }
    let simple = before[prototype].distance + shift
    let high = min(simple, greatestSquaredDistance(prototype, shift).squareRoot()) * (1 + error)
    return low...max(low, high)
  }

  /// Where the distance to a prototype can lie that moved by at most `radius`, from r_j alone.
  ///
  /// It holds ``distanceInterval(prototype:shift:)`` of every shift up to the radius.
  func distanceInterval(prototype: Int, radius: Double) -> ClosedRange<Double> {
    let (distance, error) = (before[prototype].distance, Self.intervalError)
    let low = max(0, distance - radius - error * (distance + radius))
    return low...(distance + radius) * (1 + error)
  }

  /// One relative error for lengths, their sums and differences, and what follows from them.
  private static let intervalError = 4 * LengthError.relative

  /// The upper bound above, squared, for weights found by Frank and Wolfe's steps; any weights are valid.
  ///
  /// The bound is convex in λ. A step goes from the present w̄ towards one patch i, and its length is
  /// exact: with t the weight of i, Q(t) = ‖w̄(t)‖² = g(t − t₀)² + h is a parabola and the bound is
  /// linear in t but for 2δ√Q(t).
  private func greatestSquaredDistance(_ prototype: Int, _ shift: Double) -> Double {
    let nearest = before[prototype].cell
    let start = prototype * cellCount
    let r = distances[start + nearest]
    var (mean, norm, products) = (r * r, r * r, [Double]())
    var bound = (r + shift) * (r + shift)
    for _ in 0..<Self.stepLimit {
      guard norm > 1e-12 * mean, shift > 0 else { break }
      let slope = 2 * shift / norm.squareRoot()
      var (steepest, cell) = (-1e-6 * bound, -1)
      for index in 0..<cellCount {
        let square = distances[start + index] * distances[start + index]
        let product =
          products.isEmpty ? self.product(start, nearest, index) : products[index]
        let derivative = square - mean + slope * (product - norm)
        if derivative < steepest { (steepest, cell) = (derivative, index) }
      }
      guard cell >= 0 else { break }
      if products.isEmpty {
        products = (0..<cellCount).map { self.product(start, nearest, $0) }
      }
      let square = distances[start + cell] * distances[start + cell]
      let weight = Self.weight(
        of: square - mean,
        product: products[cell],
        norm: norm,
        square: square,
        shift: shift
      )
      let rest = 1 - weight
      mean = rest * mean + weight * square
      norm = rest * rest * norm + 2 * weight * rest * products[cell] + weight * weight * square
      for index in 0..<cellCount {
        products[index] = rest * products[index] + weight * product(start, cell, index)
      }
      // The norm is a difference of larger numbers, so it is taken with their rounding.
      let safe = (max(norm, 0) + 1e-13 * (mean + square)).squareRoot()
      bound = min(bound, mean + 2 * shift * safe + shift * shift)
    }
    return bound
  }

  private static let stepLimit = 8

  /// w_i·w_l, from the lengths of w_i, w_l and w_i − w_l.
  private func product(_ start: Int, _ first: Int, _ second: Int) -> Double {
    let (left, right) = (distances[start + first], distances[start + second])
    return (left * left + right * right - squaredPatchDistances[first * cellCount + second]) / 2
  }

  /// The t in 0…1 that minimises t·slope + 2δ√Q(t).
  private static func weight(
    of slope: Double,
    product: Double,
    norm: Double,
    square: Double,
    shift: Double
  ) -> Double {
    let g = square - 2 * product + norm
    let curvature = 4 * shift * shift * g - slope * slope
    guard g > 0, curvature > 0 else { return 1 }
    let center = (norm - product) / g
    let h = max(norm - (norm - product) * center, 0)
    let best = center - slope * (h / (g * curvature)).squareRoot()
    return min(max(best, 0), 1)
  }
}

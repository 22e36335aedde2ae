import Foundation

/// What a barrier of height μ makes of the penalty and the limit of every weight: smooth and convex terms.
///
/// A penalised weight's λ|w| is min λt over t ≥ |w|. With −μ log(t² − w²) for that inequality, the minimum over t
/// is, but for a constant, r − μ log(μ + r) with r² = μ² + λ²w². A free weight gets −μ log(B² − w²). The slope of the
/// first is below λ in size, so where the sum's slopes are zero the cross entropy's are feasible for the
/// dual, and the objective is at most 2μ a weight above its minimum.
struct BarrierTerms {
  let height: Double
  /// In k·P + j order: λ of a penalised weight, B of a free one.
  private let sizes: [Double]
  private let isFree: [Bool]

  init(_ problem: SoftmaxRegression, height: Double) {
    self.height = height
    let count = problem.featureCount
    let places = 0..<problem.classCount * count
    let isFree = places.map { problem.freeClass[$0 % count] == $0 / count }
    sizes = places.map {
      isFree[$0] ? problem.limit(of: $0 % count) : problem.penalty(of: $0 % count)
    }
    self.isFree = isFree
  }

  func value(of weights: [Double]) -> Double {
    var sum = 0.0
    for (place, weight) in weights.enumerated() {
      let size = sizes[place]
      if isFree[place] {
        sum -= height * log1p(-(weight / size) * (weight / size))
      } else {
        let root = root(size * weight)
        sum += root - height * log((height + root) / (2 * height))
      }
    }
    return sum
  }

  /// The first and second derivatives at a weight.
  func derivatives(_ place: Int, at weight: Double) -> (slope: Double, curvature: Double) {
    let size = sizes[place]
    if isFree[place] {
      let (below, above) = (1 / (size + weight), 1 / (size - weight))
      return (height * (above - below), height * (above * above + below * below))
    }
    let root = root(size * weight)
    return (
      size * size * weight / (height + root), size * size * (height / root) / (height + root)
    )
  }

  /// The share of the way along a direction that stays inside the limits, 1 at most.
  func longestStep(from weights: [Double], along direction: [Double]) -> Double {
    var step = 1.0
    for place in weights.indices where isFree[place] && direction[place] != 0 {
      let end = direction[place] > 0 ? sizes[place] : -sizes[place]
      step = min(step, 0.95 * (end - weights[place]) / direction[place])
    }
    return step
  }

  /// Weights with those at zero whose penalty is below a multiple of the height: the barrier alone may hold them off.
  func settled(_ weights: [Double], below multiple: Double) -> [Double] {
    weights.indices.map { place in
      let isHeldOff = !isFree[place] && sizes[place] * abs(weights[place]) < multiple * height
      return isHeldOff ? 0 : weights[place]
    }
  }

  /// Weights pulled inside the limits, where the barrier is finite.
  func inside(_ weights: [Double]) -> [Double] {
    weights.indices.map { place in
      let end = 0.99 * sizes[place]
      return isFree[place] ? max(-end, min(weights[place], end)) : weights[place]
    }
  }

  private func root(_ value: Double) -> Double {
    (height * height + value * value).squareRoot()
  }
}

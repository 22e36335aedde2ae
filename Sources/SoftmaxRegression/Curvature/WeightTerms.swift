/// What a model says of each weight of a support beside its curvature: the penalty λ|x|, or the limit |x| ≤ B.
struct WeightTerms {
  /// Whether a weight has the limit instead of the penalty.
  let isFree: [Bool]
  /// λ, or B, of every weight.
  private let sizes: [Double]

  init(_ problem: SoftmaxRegression, _ support: Support) {
    isFree = support.isFree
    sizes = zip(support.columns, support.isFree).map { feature, isFree in
      isFree ? problem.limit(of: feature) : problem.penalty(of: feature)
    }
  }

  /// The minimum of ½ (x − center)² / inverse and a member's term.
  func minimum(_ member: Int, around center: Double, inverse: Double) -> Double {
    let size = sizes[member]
    guard !isFree[member] else { return max(-size, min(center, size)) }
    let threshold = size * inverse
    return center > threshold
      ? center - threshold : center < -threshold ? center + threshold : 0
  }

  /// Whether a member's term is smooth around a weight.
  func isSmooth(_ member: Int, at weight: Double) -> Bool {
    isFree[member] ? abs(weight) < sizes[member] : weight != 0
  }

  /// The slope of a member's term around a weight where it is smooth.
  func slope(_ member: Int, at weight: Double) -> Double {
    isFree[member] ? 0 : weight < 0 ? -sizes[member] : sizes[member]
  }

  /// Where a member's term stops being smooth along a direction.
  func end(_ member: Int, along direction: Double) -> Double {
    isFree[member] ? (direction < 0 ? -sizes[member] : sizes[member]) : 0
  }
}

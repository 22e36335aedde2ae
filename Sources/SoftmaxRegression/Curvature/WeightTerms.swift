/// What a model says of each weight of a support beside its curvature: the penalty λ|x|, or the limit |x| ≤ B.
struct WeightTerms {
  /// Whether a weight has the limit instead of the penalty.
  let isFree: [Bool]
  /// λ.
  let penalty: Double
  /// B.
  let limit: Double

  /// The minimum of ½ (x − center)² / inverse and a member's term.
  func minimum(_ member: Int, around center: Double, inverse: Double) -> Double {
    guard !isFree[member] else { return max(-limit, min(center, limit)) }
    let threshold = penalty * inverse
    return center > threshold
      ? center - threshold : center < -threshold ? center + threshold : 0
  }

  /// Whether a member's term is smooth around a weight.
  func isSmooth(_ member: Int, at weight: Double) -> Bool {
    isFree[member] ? abs(weight) < limit : weight != 0
  }

  /// The slope of a member's term around a weight where it is smooth.
  func slope(_ member: Int, at weight: Double) -> Double {
    isFree[member] ? 0 : weight < 0 ? -penalty : penalty
  }

  /// Where a member's term stops being smooth along a direction.
  func end(_ member: Int, along direction: Double) -> Double {
    isFree[member] ? (direction < 0 ? -limit : limit) : 0
  }
}

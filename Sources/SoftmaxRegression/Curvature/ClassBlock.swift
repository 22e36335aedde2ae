/// The block of some weights of one class in a curvature model: (1/n) Σᵢ (d_ik − p_ik²) s_A s_Aᵀ.
struct ClassBlock {
  let label: Int
  /// A, of the support.
  let members: Range<Int>
  /// The block, its diagonal raised a little.
  let matrix: SymmetricMatrix
  /// The diagonal's inverse; 0 at weights that change nothing.
  private let inverses: [Double]

  private static let ridge = 1e-9
  private static let sweepLimit = 50
  /// Coordinate descent ends where a sweep adds no more than this share.
  private static let sweepPrecision = 1e-8

  init(label: Int, members: Range<Int>, gram: SymmetricMatrix) {
    self.label = label
    self.members = members
    var matrix = gram
    matrix.addToDiagonal(Self.ridge * gram.trace / Double(members.count))
    self.matrix = matrix
    inverses = (0..<members.count).map { index in
      matrix[index, index] > CholeskyFactor.negligible ? 1 / matrix[index, index] : 0
    }
  }

  /// Minimises slopes·δ + ½ δᵀHδ + λ Σ |x + δ| over the block's weights x, the sum over penalised ones.
  ///
  /// Coordinate descent: every sweep lowers the model; zeros are exact, and so are free weights at
  /// their limit. `weights` are the whole support's, `slopes` the block's. Returns the change, or nil
  /// where there is none. Call it within `Parallel`'s bodies alone.
  func minimize(
    from weights: inout [Double],
    slopes: [Double],
    _ terms: WeightTerms
  ) -> (change: [Double], decrement: Double)? {
    var change = [Double](repeating: 0, count: members.count)
    var slopes = slopes
    var decrement = 0.0
    for _ in 0..<Self.sweepLimit {
      var sum = 0.0
      for (index, member) in members.enumerated() {
        let inverse = inverses[index]
        guard inverse > 0 else { continue }
        let old = weights[member]
        let new = terms.minimum(member, around: old - slopes[index] * inverse, inverse: inverse)
        guard new != old else { continue }
        let step = new - old
        matrix.add(column: index, times: step, to: &slopes)
        weights[member] = new
        change[index] += step
        sum += matrix[index, index] * step * step
      }
      decrement += sum
      if sum <= Self.sweepPrecision * decrement { break }
    }
    return decrement > 0 ? (change, decrement) : nil
  }
}

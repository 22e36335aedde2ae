/// A lower bound on the minimum of a sparse softmax regression, from Fenchel duality.
///
/// Take any class probabilities pᵢ, their residuals uᵢ = pᵢ − e_y, and V_kj = (1/n) Σᵢ u_ik s_ij. If
/// |V_kj| ≤ λ wherever class(j) ≠ k, then for every W whose free weights are within their limit B
///
///     F(W) ≥ (1/n) Σᵢ H(pᵢ) − B Σ |V_kj| over class(j) = k:
///
/// by CE(z, y) ≥ H(p) + (p − e_y)·z, summed over the examples, F(W) is at least the mean entropy and the sum
/// of w·V over free weights, which is at least −B|V| each, and of w·V + λ|w| ≥ 0 over the others. At an
/// optimal W the softmax gives F(W) itself: inside their limit free weights have V = 0, and at it
/// w·V = −B|V|. So the gap measures suboptimality.
///
/// The softmax of a nearly optimal W is made to do nearly as well: (1) a step along its own covariance
/// solves V = 0 for free weights inside their limit; examples on which that would take a probability
/// below 0 get uᵢ = 0, which is always allowed, and the step is repeated; (2) all u are scaled down until
/// the inequalities hold. The bound holds whether or not the equations were solved, and is the better of
/// those before and after.
struct DualBound {
  /// At most the minimum of F, up to rounding in Double, and at least 0.
  let value: Double

  private static let stepLimit = 30
  /// The probabilities that a step moves, by their share of the heaviest one of their class.
  private static let weightShares = [1e-4, 1e-8, 0]
  private static let conjugateGradientLimit = 200
  /// The share of (1/n) Σ |u s| that is enough to stop.
  private static let roundingShare = 1e-15

  /// Finds the bound that the softmax of weights with residuals u, [n, K], leads to; `scratch` is overwritten.
  init(
    _ problem: SoftmaxRegression,
    weights: [Double],
    residuals: RowMatrix,
    largestFeatures: [Double],
    scratch: RowMatrix
  ) {
    let before = Self.bound(problem, residuals, largestFeatures)
    scratch.copy(residuals)
    let inside = Support(problem) { label, feature in
      let weight = weights[label * problem.featureCount + feature]
      return problem.freeClass[feature] == label && abs(weight) < problem.limit(of: feature)
    }
    Self.solveEquations(problem, inside, scratch, largestFeatures)
    value = max(0, before, Self.bound(problem, scratch, largestFeatures))
  }

  /// The bound of residuals u, scaled down until the inequalities hold.
  private static func bound(
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    _ largestFeatures: [Double]
  ) -> Double {
    let largest = largestPenalizedGradient(problem, residuals, largestFeatures)
    let shrink = largest > problem.penalty ? problem.penalty / largest : 1
    let free = SupportProducts(problem: problem, support: .free(problem))
    let cost = zip(free.gradient(of: residuals), free.support.columns)
      .reduce(0) { $0 + abs($1.0) * problem.scales[$1.1] }
    return SoftmaxResiduals(problem: problem).entropy(residuals, scale: shrink)
      - problem.freeLimit * shrink * cost
  }

  /// Moves u to where V = 0 for some free weights, if that can be.
  private static func solveEquations(
    _ problem: SoftmaxRegression,
    _ support: Support,
    _ residuals: RowMatrix,
    _ largestFeatures: [Double]
  ) {
    let products = SupportProducts(problem: problem, support: support)
    var shares = weightShares[...]
    var smallest = Double.infinity
    for _ in 0..<stepLimit {
      let gradient = products.gradient(of: residuals)
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      let scale = magnitude(problem, residuals, largestFeatures)
      // No step helps below rounding, and none need be taken there.
      if largest <= roundingShare * scale || largest > 0.5 * smallest && largest < 1e-13 * scale {
        return
      }
      // Where the heaviest probabilities alone do not solve the equations, more have to move.
      if largest > 0.1 * smallest, shares.count > 1 { shares.removeFirst() }
      let model = CurvatureModel(
        problem,
        products.support,
        residuals: residuals,
        .covariance(share: shares[shares.startIndex])
      )
      let solver = ConjugateGradients(
        product: model.product,
        precondition: ClassBlocks(model).preconditioner(of: gradient.map { _ in true }),
        productLimit: conjugateGradientLimit
      )
      let side = gradient.map { -$0 }
      let step = solver.solve(side, target: 1e-24 * solver.energy(side)).solution
      let mayDrop = shares.count == 1
      let hasMoved = move(problem, residuals, along: step, model, mayDrop: mayDrop)
      if !hasMoved && !mayDrop { shares.removeFirst() }
      smallest = hasMoved ? largest : .infinity
    }
  }

  /// p ← p + p (q − p·q / Σ p) for the free weights' logits q of a step, over the probabilities of a covariance.
  ///
  /// Where a probability would become negative it returns false, and only those examples change, to u = 0, if
  /// they may.
  private static func move(
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    along step: [Double],
    _ model: CurvatureModel,
    mayDrop: Bool
  ) -> Bool {
    let movements = model.movements(along: step)
    /// Calls `body` with what a probability is to be multiplied by.
    func forEachFactor(_ body: (_ example: Int, _ label: Int, _ factor: Double) -> Void) {
      for (piece, movement) in zip(model.pieces, movements) {
        for (label, entries) in piece.entries.enumerated() {
          for entry in entries {
            let example = Int(piece.chosen[entry])
            let factor = 1 + movement.changes[entry] - movement.means[example]
            body(piece.examples.lowerBound + example, label, factor)
          }
        }
      }
    }
    var isDropped = [Bool](repeating: false, count: problem.exampleCount)
    forEachFactor { example, _, factor in
      if !(factor >= 0 && factor.isFinite) { isDropped[example] = true }
    }
    guard !isDropped.contains(true) else {
      for example in isDropped.indices where mayDrop && isDropped[example] {
        residuals.clear(row: example)
      }
      return false
    }
    forEachFactor { example, label, factor in
      if problem.labels[example] != label { residuals[example, label] *= factor }
    }
    RowLoops.forEach(problem.exampleCount) { examples in
      for example in examples {
        let own = problem.labels[example]
        var others = 0.0
        for label in 0..<problem.classCount where label != own {
          others += residuals[example, label]
        }
        residuals[example, own] = -others
      }
    }
    return true
  }

  /// The largest (1/n) Σᵢ |u_ik| · max |s_ij|: what sums are of the order of at most.
  private static func magnitude(
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    _ largestFeatures: [Double]
  ) -> Double {
    let classCount = problem.classCount
    let sums = RowLoops.sums(problem.exampleCount, width: classCount) { examples, sums in
      for example in examples {
        for label in 0..<classCount { sums[label] += abs(residuals[example, label]) }
      }
    }
    return (sums.max() ?? 0) / Double(problem.exampleCount) * (largestFeatures.max() ?? 0)
  }

  /// max |(1/n) Σᵢ u_ik s_ij| over class(j) ≠ k where it might exceed λ, otherwise λ; for columns as they were.
  ///
  /// Entries that Float products cannot tell from more than λ are computed again in Double.
  private static func largestPenalizedGradient(
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    _ largestFeatures: [Double]
  ) -> Double {
    let gradient = DenseGradient(problem, residuals: residuals)
    let doubtful = Support(problem) { label, feature in
      guard problem.freeClass[feature] != label else { return false }
      let error = gradient.error(label: label, largestFeature: largestFeatures[feature])
      let value = gradient.values[label * problem.featureCount + feature]
      return !(abs(value) + error <= problem.penalty(of: feature))
    }
    let exact = SupportProducts(problem: problem, support: doubtful).gradient(of: residuals)
    return zip(exact, doubtful.columns)
      .reduce(problem.penalty) { max($0, abs($1.0) * problem.scales[$1.1]) }
  }
}

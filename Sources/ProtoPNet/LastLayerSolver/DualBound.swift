/// A lower bound on the infimum of the last-layer problem, from Fenchel duality.
///
/// For any class probabilities pᵢ whose residuals uᵢ = pᵢ − e_y satisfy
///
///     (1/n) Σᵢ u_ik s_ij = 0 where class(j) = k, and |…| ≤ λ where class(j) ≠ k,
///
/// the mean entropy (1/n) Σᵢ H(pᵢ) is at most F(W) for every W: by CE(z, y) ≥ H(p) + (p − e_y)·z, summed
/// over the images, the own-class terms vanish and λ|w| + w·V ≥ 0 elsewhere. At an optimal W the
/// softmax satisfies both and the bound is the objective itself, so the gap measures suboptimality, also
/// where the infimum is not attained.
///
/// The softmax of a nearly optimal W is made to satisfy them: (1) a step along its own covariance
/// solves the own-class equations; images on which that would take a probability below 0 get
/// uᵢ = 0, which is always allowed, and the step is repeated; (2) all u are scaled down until the
/// inequalities hold, which keeps equations and signs. Equations hold to rounding in Double; what that
/// could make of own-class weights as large as the present ones is taken off the bound.
struct DualBound {
  /// At most inf F, up to rounding in Double; 0 where the probabilities could not be made feasible.
  let value: Double
  /// max |(1/n) Σᵢ u_ik s_ij| over class(j) = k: what rounding left of the equations.
  let equationResidual: Double

  private static let stepLimit = 30
  /// The probabilities that a step moves, by their share of the heaviest one of their class.
  private static let weightShares = [1e-4, 1e-8, 0]
  private static let conjugateGradientLimit = 200
  /// Shares of (1/n) Σ |u s|: enough to stop, and too much to trust.
  private static let roundingShare = 1e-15
  private static let largestShare = 1e-12

  /// Finds the bound that the softmax of weights with residuals u, [n, K], leads to; `scratch` is overwritten.
  init(
    _ problem: LastLayerProblem,
    weights: [Double],
    residuals: RowMatrix,
    largestSimilarities: [Double],
    scratch: RowMatrix
  ) {
    scratch.copy(residuals)
    let residual = Self.solveEquations(problem, scratch, largestSimilarities)
    let scale = Self.magnitude(problem, scratch, largestSimilarities)
    guard residual <= Self.largestShare * scale else {
      (value, equationResidual) = (0, residual)
      return
    }
    let largest = Self.largestOffClassGradient(problem, scratch, largestSimilarities)
    let shrink = largest > problem.penalty ? problem.penalty / largest : 1
    equationResidual = residual * shrink
    let ownWeights = Support.ownClass(problem).values(in: weights).reduce(0) { $0 + abs($1) }
    let entropy = SoftmaxResiduals(problem: problem).entropy(scratch, scale: shrink)
    value = max(0, entropy - equationResidual * ownWeights)
  }

  /// Moves u to where the own-class equations hold; returns what is left of them.
  private static func solveEquations(
    _ problem: LastLayerProblem,
    _ residuals: RowMatrix,
    _ largestSimilarities: [Double]
  ) -> Double {
    let products = SupportProducts(problem: problem, support: .ownClass(problem))
    var shares = weightShares[...]
    var smallest = Double.infinity
    for _ in 0..<stepLimit {
      let gradient = products.gradient(of: residuals)
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      let scale = magnitude(problem, residuals, largestSimilarities)
      // No step helps below rounding, and none need be taken there.
      if largest <= roundingShare * scale || largest > 0.5 * smallest && largest < 1e-13 * scale {
        return largest
      }
      // Where the heaviest probabilities alone do not solve the equations, more have to move.
      if largest > 0.1 * smallest, shares.count > 1 { shares.removeFirst() }
      let model = CurvatureModel(
        problem,
        products.support,
        residuals: residuals,
        .covariance(share: shares[shares.startIndex])
      )
      let blocks = ClassBlocks(model)
      let solver = ConjugateGradients(
        product: model.product,
        precondition: blocks.factors(of: gradient.map { _ in true }).solve,
        limit: conjugateGradientLimit
      )
      let side = gradient.map { -$0 }
      let step = solver.solve(side, target: 1e-24 * solver.energy(side)).solution
      let mayDrop = shares.count == 1
      let hasMoved = move(problem, residuals, along: step, model, mayDrop: mayDrop)
      if !hasMoved && !mayDrop { shares.removeFirst() }
      smallest = hasMoved ? largest : .infinity
    }
    return products.gradient(of: residuals).reduce(0) { max($0, abs($1)) }
  }

  /// p ← p + p (q − p·q / Σ p) for the own-class logits q of a step, over the probabilities of a covariance.
  ///
  /// Where a probability would become negative it returns false, and only those images change, to u = 0, if
  /// they may.
  private static func move(
    _ problem: LastLayerProblem,
    _ residuals: RowMatrix,
    along step: [Double],
    _ model: CurvatureModel,
    mayDrop: Bool
  ) -> Bool {
    let changes = model.changes(along: step)
    let means = model.means(of: changes)
    var isDropped = [Bool](repeating: false, count: problem.imageCount)
    for (part, changes) in zip(model.classes, changes) {
      for (image, change) in zip(part.images, changes) {
        let factor = 1 + change - means[Int(image)]
        if !(factor >= 0 && factor.isFinite) { isDropped[Int(image)] = true }
      }
    }
    guard !isDropped.contains(true) else {
      for image in isDropped.indices where mayDrop && isDropped[image] {
        residuals.row(image).update(repeating: 0, count: problem.classCount)
      }
      return false
    }
    for (part, changes) in zip(model.classes, changes) {
      for (image, change) in zip(part.images, changes)
      where problem.labels[Int(image)] != part.label {
        residuals.row(Int(image))[part.label] *= 1 + change - means[Int(image)]
      }
    }
    RowLoops.forEach(problem.imageCount) { images in
      for image in images {
        let (row, own) = (residuals.row(image), problem.labels[image])
        var others = 0.0
        for label in 0..<problem.classCount where label != own { others += row[label] }
        row[own] = -others
      }
    }
    return true
  }

  /// The largest (1/n) Σᵢ |u_ik| · max |s_ij|: what sums are of the order of at most.
  private static func magnitude(
    _ problem: LastLayerProblem,
    _ residuals: RowMatrix,
    _ largestSimilarities: [Double]
  ) -> Double {
    let classCount = problem.classCount
    let sums = RowLoops.sums(problem.imageCount, width: classCount) { images, sums in
      for image in images {
        let row = residuals.row(image)
        for label in 0..<classCount { sums[label] += abs(row[label]) }
      }
    }
    return (sums.max() ?? 0) / Double(problem.imageCount) * (largestSimilarities.max() ?? 0)
  }

  /// max |(1/n) Σᵢ u_ik s_ij| over class(j) ≠ k where it might exceed λ, otherwise at most λ.
  ///
  /// Entries that Float products cannot tell from more than λ are computed again in Double.
  private static func largestOffClassGradient(
    _ problem: LastLayerProblem,
    _ residuals: RowMatrix,
    _ largestSimilarities: [Double]
  ) -> Double {
    let gradient = DenseGradient(problem, residuals: residuals)
    let doubtful = Support(problem) { label, prototype in
      guard problem.prototypeClass[prototype] != label else { return false }
      let error = gradient.error(
        label: label,
        largestSimilarity: largestSimilarities[prototype]
      )
      let value = gradient.values[label * problem.prototypeCount + prototype]
      return !(abs(value) + error <= problem.penalty)
    }
    let exact = SupportProducts(problem: problem, support: doubtful).gradient(of: residuals)
    return exact.reduce(problem.penalty) { max($0, abs($1)) }
  }
}

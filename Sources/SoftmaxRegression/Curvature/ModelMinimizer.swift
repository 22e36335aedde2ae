import Engine

/// Minimises a quadratic model of the objective: a proximal Newton step.
///
///     gradient·(x − w) + ½ (x − w)ᵀH(x − w) + λ Σ |x| over penalised members
///     where free members keep their limit
///
/// Sweeps over the classes take one class's weights at a time to their minimum, in which zeros and
/// limits are exact, and so find out which weights are held there. The coupling between classes makes
/// sweeps slow to converge; conjugate gradients over the weights that may move, signs kept, do that
/// part. Both lower the model at every step.
struct ModelMinimizer {
  private let model: CurvatureModel
  private let blocks: ClassBlocks
  private let gradient: [Double]
  private let terms: WeightTerms
  /// x, on the support.
  private(set) var weights: [Double]
  /// w, on the support.
  private let start: [Double]

  /// The products that conjugate gradients have taken.
  private(set) var productCount = 0
  private let mayFactorWhole: Bool
  /// The whole matrix, once conjugate gradients have been seen to converge slowly.
  private var whole: WholeMatrix?

  private static let roundLimit = 10
  private static let sweepsPerRound = 3
  private static let productLimit = 300
  /// The products of one minimisation; ill-conditioned models would take fifty times as many.
  private static let productBudget = 6000
  /// The weights of a support whose matrix may be factored whole.
  private static let largestWhole = 1024
  /// How often weights that reach their end along a direction make way for another one.
  private static let faceLimit = 30
  /// Minimisation ends where a sweep lowers the model by this share of what the first one did.
  private static let precision = 1e-2

  init(
    _ model: CurvatureModel,
    from weights: [Double],
    gradient: [Double],
    _ terms: WeightTerms,
    mayFactorWhole: Bool
  ) {
    self.model = model
    blocks = ClassBlocks(model)
    self.gradient = gradient
    self.terms = terms
    self.mayFactorWhole = mayFactorWhole
    self.weights = weights
    start = weights
  }

  /// Moves x close to the model's minimum.
  mutating func minimize() {
    var first: Double?
    for _ in 0..<Self.roundLimit where !isExhausted {
      var movements = model.movements(along: way)
      for _ in 0..<Self.sweepsPerRound {
        let decrement = sweep(&movements)
        let goal = Self.precision * (first ?? decrement)
        if first != nil && decrement <= goal || decrement == 0 { return }
        first = first ?? decrement
      }
      descend(to: Self.precision * (first ?? 0))
    }
  }

  /// Whether the model is too ill-conditioned for what may be spent on it.
  var isExhausted: Bool { productCount >= Self.productBudget }

  /// Takes the classes to their minima one after the other; returns about how much that lowered the model.
  private mutating func sweep(_ movements: inout [LogitMovement]) -> Double {
    var total = 0.0
    // One thread's work, as each class sees what those before it did, but a place for OpenBLAS's functions.
    Parallel.forEachPiece(of: 1) { _ in
      for block in blocks.blocks { total += minimize(block, &movements) }
    }
    return total
  }

  private mutating func minimize(
    _ block: ClassBlock,
    _ movements: inout [LogitMovement]
  ) -> Double {
    let (label, members) = (block.label, block.members)
    var slopes = [Double](repeating: 0, count: members.count)
    var buffer = ConversionBuffer()
    for index in movements.indices {
      model.pieces[index].addSlopes(label, members, of: movements[index], to: &slopes, &buffer)
    }
    for (index, member) in members.enumerated() { slopes[index] += gradient[member] }
    guard let step = block.minimize(from: &weights, slopes: slopes, terms) else { return 0 }
    for index in movements.indices {
      model.pieces[index].move(label, members, along: step.change, &movements[index], &buffer)
    }
    return step.decrement
  }

  /// x − w.
  private var way: [Double] { zip(weights, start).map { $0 - $1 } }

  /// Minimises the model over the weights that may move, holding each where it would become zero or reach its limit.
  private mutating func descend(to target: Double) {
    var isMoving = weights.indices.map { terms.isSmooth($0, at: weights[$0]) }
    for _ in 0..<Self.faceLimit where !isExhausted {
      let direction = conjugateDirection(isMoving, target)
      // Where the way takes a weight, and how far along it that is.
      let ends = weights.indices.map { terms.end($0, along: direction[$0]) }
      let distances = weights.indices.map { member in
        let distance = ends[member] - weights[member]
        return distance * direction[member] > 0 ? distance / direction[member] : .infinity
      }
      let step = min(1, distances.min() ?? 1)
      for member in weights.indices {
        let isReached = distances[member] <= step
        weights[member] = isReached ? ends[member] : weights[member] + step * direction[member]
        if isReached { isMoving[member] = false }
      }
      if step == 1 { return }
    }
  }

  /// The way to the model's minimum over some weights, where no sign changes.
  private mutating func conjugateDirection(_ isMoving: [Bool], _ target: Double) -> [Double] {
    let model = model
    func masked(_ vector: [Double]) -> [Double] { zip(vector, isMoving).map { $1 ? $0 : 0 } }
    let slopes = model.product(way)
    let side = weights.indices.map { member in
      isMoving[member]
        ? -(gradient[member] + slopes[member] + terms.slope(member, at: weights[member])) : 0
    }
    func solver(_ precondition: @escaping ([Double]) -> [Double]) -> ConjugateGradients {
      ConjugateGradients(
        product: { masked(model.product($0)) },
        precondition: precondition,
        productLimit: Self.productLimit
      )
    }
    if whole == nil {
      let attempt = solver(blocks.preconditioner(of: isMoving)).solve(side, target: target)
      productCount += attempt.productCount
      if attempt.isSolved || !mayFactorWhole || side.count > Self.largestWhole {
        return attempt.solution
      }
      whole = WholeMatrix(model)
    }
    guard let whole else { return side.map { _ in 0 } }
    let (solution, _, products) = solver(whole.preconditioner(of: isMoving)).solve(
      side,
      target: target
    )
    productCount += products
    return solution
  }
}

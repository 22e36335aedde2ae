/// Minimises a quadratic model of the objective: a proximal Newton step.
///
///     gradient·(x − w) + ½ (x − w)ᵀH(x − w) + λ Σ |x| over penalised members
///     where free members keep their limit
///
/// Sweeps over the classes take one class's weights at a time to their minimum, in which zeros and
/// limits are exact, and so find out which weights are held there. The coupling between classes makes
/// sweeps slow to converge; conjugate gradients over the weights that are free, signs kept, do that
/// part. Both lower the model at every step.
struct ModelMinimizer {
  private let model: CurvatureModel
  private let blocks: ClassBlocks
  private let gradient: [Double]
  private let penalty: Double
  private let freeLimit: Double
  /// x, on the support.
  private(set) var weights: [Double]
  /// The changes of the chosen logits from w to x, class by class, and their means of every example.
  private var changes: [[Double]]
  private var means: [Double]

  private static let roundLimit = 10
  private static let sweepsPerRound = 3
  private static let productLimit = 300
  /// How often weights that reach their end along a direction make way for another one.
  private static let faceLimit = 30
  /// Minimisation ends where a sweep lowers the model by this share of what the first one did.
  private static let precision = 1e-2

  init(
    _ model: CurvatureModel,
    from weights: [Double],
    gradient: [Double],
    penalty: Double,
    freeLimit: Double
  ) {
    self.model = model
    blocks = ClassBlocks(model)
    self.gradient = gradient
    self.penalty = penalty
    self.freeLimit = freeLimit
    self.weights = weights
    changes = model.classes.map { [Double](repeating: 0, count: $0.examples.count) }
    means = model.means(of: changes)
  }

  /// Moves x close to the model's minimum.
  mutating func minimize() {
    var first: Double?
    for _ in 0..<Self.roundLimit {
      for _ in 0..<Self.sweepsPerRound {
        let decrement = sweep()
        let goal = Self.precision * (first ?? decrement)
        if first != nil && decrement <= goal || decrement == 0 { return }
        first = first ?? decrement
      }
      descend(to: Self.precision * (first ?? 0))
    }
  }

  /// Takes the classes to their minima one after the other; returns about how much that lowered the model.
  private mutating func sweep() -> Double {
    var total = 0.0
    for block in blocks.blocks {
      let part = model.classes[block.label]
      let forces = part.forces(of: changes[block.label], means: means)
      var slopes = [Double](repeating: 0, count: block.members.count)
      slopes.withUnsafeMutableBufferPointer {
        guard let slopes = $0.baseAddress else { return }
        part.slopes(of: forces, block.members, into: slopes)
      }
      for (index, member) in block.members.enumerated() { slopes[index] += gradient[member] }
      guard
        let step = blocks.minimize(
          block,
          from: &weights,
          slopes: slopes,
          isFree: model.support.isFree,
          penalty: penalty,
          freeLimit: freeLimit
        )
      else { continue }
      total += step.decrement
      part.move(step.change, block.members, &changes[block.label], &means)
    }
    return total
  }

  /// Minimises the model over the weights that are free now, holding each where it would become zero or reach its limit.
  private mutating func descend(to target: Double) {
    let isFree = model.support.isFree
    var isMoving = weights.indices.map {
      isFree[$0] ? abs(weights[$0]) < freeLimit : weights[$0] != 0
    }
    for _ in 0..<Self.faceLimit {
      let direction = conjugateDirection(isMoving, target)
      // Where the way takes a weight, and how far along it that is.
      let bounds = weights.indices.map { member in
        isFree[member] ? (direction[member] < 0 ? -freeLimit : freeLimit) : 0
      }
      let ends = weights.indices.map { member in
        let distance = bounds[member] - weights[member]
        return distance * direction[member] > 0 ? distance / direction[member] : .infinity
      }
      let step = min(1, ends.min() ?? 1)
      for (label, change) in model.changes(along: direction).enumerated() {
        for place in change.indices { changes[label][place] += step * change[place] }
      }
      means = model.means(of: changes)
      for member in weights.indices {
        let isReached = ends[member] <= step
        weights[member] = isReached ? bounds[member] : weights[member] + step * direction[member]
        if isReached { isMoving[member] = false }
      }
      if step == 1 { return }
    }
  }

  /// The way to the model's minimum over some weights, where no sign changes.
  private func conjugateDirection(_ isMoving: [Bool], _ target: Double) -> [Double] {
    func masked(_ vector: [Double]) -> [Double] { zip(vector, isMoving).map { $1 ? $0 : 0 } }
    let slopes = model.slopes(of: changes, means: means)
    let side = weights.indices.map { member -> Double in
      guard isMoving[member] else { return 0 }
      let sign = model.support.isFree[member] ? 0 : weights[member] < 0 ? -penalty : penalty
      return -(gradient[member] + slopes[member] + sign)
    }
    let solver = ConjugateGradients(
      product: { masked(model.product($0)) },
      precondition: blocks.factors(of: isMoving).solve,
      limit: Self.productLimit
    )
    return solver.solve(side, target: target).solution
  }
}

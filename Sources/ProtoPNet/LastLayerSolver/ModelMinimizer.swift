/// Minimises a quadratic model of the objective: a proximal Newton step.
///
///     gradient·(x − w) + ½ (x − w)ᵀH(x − w) + λ Σ |x| over members of other classes
///
/// Sweeps over the classes take one class's weights at a time to their minimum, in which zeros are
/// exact, and so find out which weights are zero. The coupling between classes makes sweeps slow to
/// converge; conjugate gradients over the weights that are not zero, signs kept, do that part. Both lower
/// the model at every step.
struct ModelMinimizer {
  private let model: CurvatureModel
  private let blocks: ClassBlocks
  private let gradient: [Double]
  private let penalty: Double
  /// x, on the support.
  private(set) var weights: [Double]
  /// The changes of the chosen logits from w to x, class by class, and their means of every image.
  private var changes: [[Double]]
  private var means: [Double]

  private static let roundLimit = 10
  private static let sweepsPerRound = 3
  private static let productLimit = 30
  /// Minimisation ends where a sweep lowers the model by this share of what the first one did.
  private static let precision = 1e-2

  init(_ model: CurvatureModel, from weights: [Double], gradient: [Double], penalty: Double) {
    self.model = model
    blocks = ClassBlocks(model)
    self.gradient = gradient
    self.penalty = penalty
    self.weights = weights
    changes = model.classes.map { [Double](repeating: 0, count: $0.images.count) }
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
          isOwn: model.support.isOwn,
          penalty: penalty
        )
      else { continue }
      total += step.decrement
      part.move(step.change, block.members, &changes[block.label], &means)
    }
    return total
  }

  /// Lowers the model along conjugate directions of weights that are not zero, up to the first that would become so.
  private mutating func descend(to target: Double) {
    let isOwn = model.support.isOwn
    let isFree = weights.indices.map { isOwn[$0] || weights[$0] != 0 }
    func masked(_ vector: [Double]) -> [Double] { zip(vector, isFree).map { $1 ? $0 : 0 } }
    let slopes = model.slopes(of: changes, means: means)
    let side = weights.indices.map { member -> Double in
      guard isFree[member] else { return 0 }
      let sign = isOwn[member] ? 0 : weights[member] < 0 ? -penalty : penalty
      return -(gradient[member] + slopes[member] + sign)
    }
    let model = model
    let solver = ConjugateGradients(
      product: { masked(model.product($0)) },
      precondition: blocks.factors(of: isFree).solve,
      limit: Self.productLimit
    )
    let direction = solver.solve(side, target: target).solution
    // Where along the way a weight becomes zero.
    let ends = weights.indices.map { member in
      !isOwn[member] && weights[member] * direction[member] < 0
        ? -weights[member] / direction[member] : .infinity
    }
    let step = min(1, ends.min() ?? 1)
    for (label, change) in model.changes(along: direction).enumerated() {
      for place in change.indices { changes[label][place] += step * change[place] }
    }
    means = model.means(of: changes)
    for member in weights.indices {
      weights[member] = ends[member] <= step ? 0 : weights[member] + step * direction[member]
    }
  }
}

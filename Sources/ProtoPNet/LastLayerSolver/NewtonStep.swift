/// A Newton step of all classes together on the weights that are not zero, signs kept.
///
/// The quadratic model is minimised by conjugate gradients. Weights that would change sign are set to
/// zero and held there, and the model is minimised again over the others.
struct NewtonStep {
  private let problem: LastLayerProblem
  private let support: Support
  private let products: SupportProducts
  private let blocks: ClassBlocks
  private let residuals: RowMatrix
  /// The weights at the beginning.
  private let start: [Double]
  /// The objective's gradient where signs are kept.
  private let gradient: [Double]

  private static let roundLimit = 40
  /// Products with the Hessian in one round, and in all before the last round.
  private static let productLimit = 40
  private static let totalLimit = 100

  /// Prepares a step from a point, where residuals are p − e_y.
  init(from point: Point, residuals: RowMatrix) {
    problem = point.problem
    self.residuals = residuals
    support = Support.nonzero(point.weights, problem)
    products = SupportProducts(problem: problem, support: support)
    blocks = ClassBlocks(problem, support, residuals: residuals)
    start = support.values(in: point.weights)
    var gradient = products.gradient(of: residuals)
    for member in start.indices where !support.isOwn[member] {
      gradient[member] += start[member] < 0 ? -problem.penalty : problem.penalty
    }
    self.gradient = gradient
  }

  /// Where a round of the model's minimisation has come to.
  private struct Place {
    var values: [Double]
    /// H · (values − start).
    var image: [Double]
    /// The model's value; 0 at the start.
    var model = 0.0
  }

  /// Moves the point as far along the step as its objective falls.
  func take(_ point: inout Point, softmax: SoftmaxResiduals) {
    var place = Place(values: start, image: [Double](repeating: 0, count: start.count))
    var isFree = [Bool](repeating: true, count: start.count)
    var target: Double?
    var productCount = 0
    for _ in 0..<Self.roundLimit where productCount < Self.totalLimit {
      let free = isFree
      func masked(_ vector: [Double]) -> [Double] { zip(vector, free).map { $1 ? $0 : 0 } }
      let solver = ConjugateGradients(
        product: { masked(products.curvature(times: $0, at: residuals)) },
        precondition: { masked(blocks.solve($0)) },
        limit: Self.productLimit
      )
      let side = masked(zip(gradient, place.image).map { -$0 - $1 })
      let energy = solver.energy(side)
      // Closer to the optimum the model is worth solving better.
      let goal = target ?? energy * min(0.09, energy.squareRoot())
      guard energy > goal else { break }
      target = goal
      let result = solver.solve(side, target: goal)
      productCount += result.productCount
      let next = advance(place, along: result.solution)
      let zeros = next.values.indices.filter {
        isFree[$0] && !support.isOwn[$0] && next.values[$0] == 0
      }
      for member in zeros { isFree[member] = false }
      place = next
      if zeros.isEmpty { break }
    }
    let change = zip(place.values, start).map { $0 - $1 }
    point.search(
      towards: place.values,
      on: support,
      slope: ConjugateGradients.dot(gradient, change),
      softmax: softmax
    )
  }

  /// Goes along a direction with weights that would change sign set to zero, as far as the model falls.
  ///
  /// Up to the first such weight it falls for certain; the way there is the last one tried.
  private func advance(_ place: Place, along direction: [Double]) -> Place {
    // Where along the way a weight becomes zero.
    let ends = place.values.indices.map { member in
      !support.isOwn[member] && place.values[member] * direction[member] < 0
        ? -place.values[member] / direction[member] : .infinity
    }
    let first = min(1, ends.min() ?? 1)
    var step = 1.0
    while true {
      let values = place.values.indices.map {
        ends[$0] <= step ? 0 : place.values[$0] + step * direction[$0]
      }
      let change = zip(values, start).map { $0 - $1 }
      let image = products.curvature(times: change, at: residuals)
      let model =
        ConjugateGradients.dot(gradient, change) + 0.5 * ConjugateGradients.dot(change, image)
      if model < place.model || step == first {
        return Place(values: values, image: image, model: model)
      }
      step = step < 0.02 ? first : max(first, 0.4 * step)
    }
  }
}

/// Preconditioned conjugate gradients for symmetric systems that may be singular but are consistent.
struct ConjugateGradients {
  /// A·v.
  let product: ([Double]) -> [Double]
  /// M⁻¹·v, with M close to A.
  let precondition: ([Double]) -> [Double]
  let productLimit: Int

  /// rᵀM⁻¹r, the square that the iteration lowers.
  func energy(_ residual: [Double]) -> Double { Self.dot(residual, precondition(residual)) }

  /// Solves A·x = b from x = 0 until rᵀM⁻¹r is at most `target`; says whether it came there, by how many products.
  func solve(
    _ rightHandSide: [Double],
    target: Double
  ) -> (solution: [Double], isSolved: Bool, productCount: Int) {
    var solution = [Double](repeating: 0, count: rightHandSide.count)
    var residual = rightHandSide
    var conditioned = precondition(residual)
    var direction = conditioned
    var energy = Self.dot(residual, conditioned)
    var productCount = 0
    while productCount < productLimit {
      guard energy > target else { break }
      productCount += 1
      let image = product(direction)
      let curvature = Self.dot(direction, image)
      guard curvature > 1e-300 else { break }
      let step = energy / curvature
      for index in residual.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      conditioned = precondition(residual)
      let next = Self.dot(residual, conditioned)
      guard next.isFinite else { break }
      let ratio = next / energy
      for index in direction.indices {
        direction[index] = conditioned[index] + ratio * direction[index]
      }
      energy = next
    }
    return (solution, energy <= target, productCount)
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for (a, b) in zip(left, right) { sum += a * b }
    return sum
  }
}

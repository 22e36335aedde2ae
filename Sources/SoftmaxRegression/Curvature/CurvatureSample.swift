/// The examples that stand for the curvature of one class, with their terms of the Hessian.
struct CurvatureSample {
  /// Which examples stand for a class, by c = p (1 − p), their weight in its curvature.
  enum Choice {
    /// At most so many examples, for steps: all heavy ones, and of light ones every so many, which then
    /// have the weight of those left out. Weights are at least `damping` · |p − e_y|, as the
    /// curvature of an example on the wrong side vanishes though a step towards the right side changes it.
    case sample(limit: Int, damping: Double)
    /// Those above a share of the largest weight, with d = p and t = Σ p: the covariance of the
    /// probabilities chosen, along which their sum stays as it is.
    case covariance(share: Double)

    var isNormalized: Bool { if case .covariance = self { true } else { false } }
  }

  let examples: [Int32]
  /// p of every example chosen.
  let probabilities: [Double]
  /// d of every example chosen; d − p² is its weight in the class's own block.
  let diagonals: [Double]

  /// Weights below this share of the largest one are taken for 0 in samples.
  private static let negligibleShare = 1e-12

  init(_ label: Int, _ problem: SoftmaxRegression, _ residuals: RowMatrix, _ choice: Choice) {
    let weights: [Double]
    let examples: [Int32]
    var least = 0.0
    switch choice {
    case .covariance(let share):
      weights = Self.weights(label, problem, residuals, damping: 0)
      let largest = weights.max() ?? 0
      examples = weights.indices.filter { weights[$0] > share * largest }.map { Int32($0) }
    case .sample(let limit, let damping):
      weights = Self.weights(label, problem, residuals, damping: damping)
      let smallest = Self.negligibleShare * (weights.max() ?? 0)
      (examples, least) = Self.choose(weights, above: smallest, limit: limit)
    }
    self.examples = examples
    let probabilities = examples.map { example in
      residuals[Int(example), label] + (problem.labels[Int(example)] == label ? 1 : 0)
    }
    self.probabilities = probabilities
    switch choice {
    case .covariance: diagonals = probabilities
    case .sample:
      diagonals = zip(examples, probabilities).map { example, probability in
        probability * probability + max(weights[Int(example)], least)
      }
    }
  }

  /// The curvature p (1 − p) of every example, damped.
  private static func weights(
    _ label: Int,
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    damping: Double
  ) -> [Double] {
    problem.labels.enumerated().map { example, ownLabel in
      let residual = residuals[example, label]
      let curvature =
        ownLabel == label ? -residual * (1 + residual) : residual * (1 - residual)
      return max(curvature, damping * abs(residual))
    }
  }

  /// All examples where no more than `limit` weigh anything; else those above a weight, and of the others one
  /// whenever their sum has grown by that weight, which it then stands for.
  private static func choose(
    _ weights: [Double],
    above smallest: Double,
    limit: Int
  ) -> (examples: [Int32], least: Double) {
    let all = weights.indices.filter { weights[$0] > smallest }
    guard all.count > limit else { return (all.map { Int32($0) }, 0) }
    let candidates = all.map { weights[$0] }
    var least = candidates.reduce(0, +) / Double(limit)
    while true {
      var (heavyCount, light) = (0, 0.0)
      for weight in candidates {
        heavyCount += weight >= least ? 1 : 0
        light += weight >= least ? 0 : weight
      }
      let next = light / Double(limit - heavyCount)
      guard next < least else { break }
      least = next
    }
    var examples: [Int32] = []
    var share = 0.5
    for example in all {
      share += min(1, weights[example] / least)
      guard share >= 1 else { continue }
      share -= 1
      examples.append(Int32(example))
    }
    return (examples, least)
  }

  /// The places of the examples within a range.
  func places(of range: Range<Int>) -> Range<Int> {
    place(of: range.lowerBound)..<place(of: range.upperBound)
  }

  /// The first place of an example from one on.
  private func place(of example: Int) -> Int {
    var places = examples.indices
    while !places.isEmpty {
      let middle = places.lowerBound + places.count / 2
      places =
        Int(examples[middle]) < example
        ? middle + 1..<places.upperBound : places.lowerBound..<middle
    }
    return places.lowerBound
  }
}

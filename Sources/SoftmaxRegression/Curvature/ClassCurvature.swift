import Tensors

/// The examples chosen for the curvature of one class, and their features to its members.
struct ClassCurvature {
  let label: Int
  /// The class's members of the support.
  let members: Range<Int>
  let examples: [Int32]
  /// p of every chosen example.
  let probabilities: [Double]
  /// d of every chosen example; d − p² is its weight in the class's own block.
  let diagonals: [Double]
  /// Features, member by member: [members × examples].
  private let columns: [Float]
  private let scale: Double

  /// Weights below this share of the largest one are taken for 0 in samples.
  private static let negligibleShare = 1e-12

  init(
    _ label: Int,
    _ problem: SoftmaxRegression,
    _ support: Support,
    _ residuals: RowMatrix,
    _ choice: CurvatureModel.Choice
  ) {
    self.label = label
    members = support.members(of: label)
    scale = 1 / Double(problem.exampleCount)
    let weights = Self.weights(label, problem, residuals, choice)
    let largest = weights.max() ?? 0
    var examples: [Int32] = []
    var least = 0.0
    switch choice {
    case .covariance(let share):
      for (example, weight) in weights.enumerated() where weight > share * largest {
        examples.append(Int32(example))
      }
    case .sample(let limit, _):
      (examples, least) = Self.sample(weights, above: Self.negligibleShare * largest, limit: limit)
    }
    self.examples = examples
    let probabilities = examples.map { example in
      residuals.row(Int(example))[label] + (problem.labels[Int(example)] == label ? 1 : 0)
    }
    self.probabilities = probabilities
    diagonals = zip(examples, probabilities).map { example, probability in
      if case .covariance = choice { return probability }
      return probability * probability + max(weights[Int(example)], least)
    }
    let (chosen, count) = (support.columns[members], examples.count)
    columns = problem.features.withUnsafeValues { features in
      [Float](unsafeUninitializedCapacity: chosen.count * count) { columns, initializedCount in
        initializedCount = chosen.count * count
        for (place, example) in examples.enumerated() {
          let row = Int(example) * problem.featureCount
          for (member, feature) in chosen.enumerated() {
            columns[member * count + place] = features[row + feature]
          }
        }
      }
    }
  }

  /// The curvature p (1 − p) of every example, damped for samples.
  private static func weights(
    _ label: Int,
    _ problem: SoftmaxRegression,
    _ residuals: RowMatrix,
    _ choice: CurvatureModel.Choice
  ) -> [Double] {
    var damping = 0.0
    if case .sample(_, let value) = choice { damping = value }
    return problem.labels.indices.map { example in
      let residual = residuals.row(example)[label]
      let curvature =
        problem.labels[example] == label ? -residual * (1 + residual) : residual * (1 - residual)
      return max(curvature, damping * abs(residual))
    }
  }

  /// All examples where no more than `limit` weigh anything; else those above a weight, and of the others one
  /// whenever their sum has grown by that weight, which it then stands for.
  private static func sample(
    _ weights: [Double],
    above smallest: Double,
    limit: Int
  ) -> (examples: [Int32], least: Double) {
    let all = weights.indices.filter { weights[$0] > smallest }
    guard all.count > limit else { return (all.map { Int32($0) }, 0) }
    var least = all.reduce(0) { $0 + weights[$1] } / Double(limit)
    while true {
      var (heavy, light) = (0, 0.0)
      for example in all {
        if weights[example] >= least { heavy += 1 } else { light += weights[example] }
      }
      let next = light / Double(limit - heavy)
      guard next < least else { break }
      least = next
    }
    var examples: [Int32] = []
    var sum = 0.5
    for example in all {
      sum += min(1, weights[example] / least)
      guard sum >= 1 else { continue }
      sum -= 1
      examples.append(Int32(example))
    }
    return (examples, least)
  }

  /// change ← change + Σ direction · feature over some members, for every chosen example.
  func add(
    _ direction: some RandomAccessCollection<Double>,
    _ part: Range<Int>,
    to change: UnsafeMutableBufferPointer<Double>
  ) {
    let count = examples.count
    columns.withUnsafeBufferPointer { columns in
      for (member, factor) in zip(part, direction) where factor != 0 {
        let first = (member - members.lowerBound) * count
        for place in 0..<count { change[place] += factor * Double(columns[first + place]) }
      }
    }
  }

  /// Adds what some members' change makes of the chosen logits, and of their means.
  func move(
    _ direction: [Double],
    _ part: Range<Int>,
    _ changes: inout [Double],
    _ means: inout [Double]
  ) {
    var change = [Double](repeating: 0, count: examples.count)
    change.withUnsafeMutableBufferPointer { add(direction, part, to: $0) }
    for place in change.indices { changes[place] += change[place] }
    addMeans(of: change, to: &means)
  }

  /// Adds p · change to every chosen example's sum.
  func addMeans(of change: [Double], to means: inout [Double]) {
    for place in examples.indices {
      means[Int(examples[place])] += probabilities[place] * change[place]
    }
  }

  /// d · change − p · mean of every chosen example.
  func forces(of change: [Double], means: [Double]) -> [Double] {
    examples.indices.map { place in
      diagonals[place] * change[place] - probabilities[place] * means[Int(examples[place])]
    }
  }

  /// (1/n) Σ force · feature at some members.
  func slopes(of forces: [Double], _ part: Range<Int>, into result: UnsafeMutablePointer<Double>) {
    for member in part {
      result[member - part.lowerBound] = scale * dot(member, forces)
    }
  }

  /// Fills a lower triangle with (1/n) Σ (d − p²) s sᵀ of some members, row by row in a square.
  func fillGram(_ part: Range<Int>, into gram: UnsafeMutablePointer<Double>) {
    let count = examples.count
    let weights = examples.indices.map { diagonals[$0] - probabilities[$0] * probabilities[$0] }
    for row in part {
      let first = (row - members.lowerBound) * count
      let weighted = columns.withUnsafeBufferPointer { columns in
        (0..<count).map { weights[$0] * Double(columns[first + $0]) }
      }
      for column in part.lowerBound...row {
        gram[(row - part.lowerBound) * part.count + column - part.lowerBound] =
          scale * dot(column, weighted)
      }
    }
  }

  /// Σ factor · feature over the chosen examples, in four sums.
  private func dot(_ member: Int, _ factors: [Double]) -> Double {
    let count = examples.count
    return columns.withUnsafeBufferPointer { columns in
      factors.withUnsafeBufferPointer { factors in
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        let start = (member - members.lowerBound) * count
        var place = 0
        while place + 4 <= count {
          first += factors[place] * Double(columns[start + place])
          second += factors[place + 1] * Double(columns[start + place + 1])
          third += factors[place + 2] * Double(columns[start + place + 2])
          fourth += factors[place + 3] * Double(columns[start + place + 3])
          place += 4
        }
        while place < count {
          first += factors[place] * Double(columns[start + place])
          place += 1
        }
        return (first + second) + (third + fourth)
      }
    }
  }
}

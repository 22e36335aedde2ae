import Tensors

/// The images chosen for the curvature of one class, and their similarities to its members.
struct ClassCurvature {
  let label: Int
  /// The class's members of the support.
  let members: Range<Int>
  let images: [Int32]
  /// p of every chosen image.
  let probabilities: [Double]
  /// d of every chosen image; d − p² is its weight in the class's own block.
  let diagonals: [Double]
  /// Similarities, member by member: [members × images].
  private let columns: [Float]
  private let scale: Double

  /// Weights below this share of the largest one are taken for 0 in samples.
  private static let negligibleShare = 1e-12

  init(
    _ label: Int,
    _ problem: LastLayerProblem,
    _ support: Support,
    _ residuals: RowMatrix,
    _ choice: CurvatureModel.Choice
  ) {
    self.label = label
    members = support.members(of: label)
    scale = 1 / Double(problem.imageCount)
    let weights = Self.weights(label, problem, residuals, choice)
    let largest = weights.max() ?? 0
    var images: [Int32] = []
    var least = 0.0
    switch choice {
    case .covariance(let share):
      for (image, weight) in weights.enumerated() where weight > share * largest {
        images.append(Int32(image))
      }
    case .sample(let limit, _):
      (images, least) = Self.sample(weights, above: Self.negligibleShare * largest, limit: limit)
    }
    self.images = images
    let probabilities = images.map { image in
      residuals.row(Int(image))[label] + (problem.labels[Int(image)] == label ? 1 : 0)
    }
    self.probabilities = probabilities
    diagonals = zip(images, probabilities).map { image, probability in
      if case .covariance = choice { return probability }
      return probability * probability + max(weights[Int(image)], least)
    }
    let (prototypes, count) = (support.columns[members], images.count)
    columns = problem.similarities.withUnsafeValues { similarities in
      [Float](unsafeUninitializedCapacity: prototypes.count * count) { columns, initializedCount in
        initializedCount = prototypes.count * count
        for (place, image) in images.enumerated() {
          let row = Int(image) * problem.prototypeCount
          for (member, prototype) in prototypes.enumerated() {
            columns[member * count + place] = similarities[row + prototype]
          }
        }
      }
    }
  }

  /// The curvature p (1 − p) of every image, damped for samples.
  private static func weights(
    _ label: Int,
    _ problem: LastLayerProblem,
    _ residuals: RowMatrix,
    _ choice: CurvatureModel.Choice
  ) -> [Double] {
    var damping = 0.0
    if case .sample(_, let value) = choice { damping = value }
    return problem.labels.indices.map { image in
      let residual = residuals.row(image)[label]
      let curvature =
        problem.labels[image] == label ? -residual * (1 + residual) : residual * (1 - residual)
      return max(curvature, damping * abs(residual))
    }
  }

  /// All images where no more than `limit` weigh anything; else those above a weight, and of the others one
  /// whenever their sum has grown by that weight, which it then stands for.
  private static func sample(
    _ weights: [Double],
    above smallest: Double,
    limit: Int
  ) -> (images: [Int32], least: Double) {
    let all = weights.indices.filter { weights[$0] > smallest }
    guard all.count > limit else { return (all.map { Int32($0) }, 0) }
    var least = all.reduce(0) { $0 + weights[$1] } / Double(limit)
    while true {
      var (heavy, light) = (0, 0.0)
      for image in all {
        if weights[image] >= least { heavy += 1 } else { light += weights[image] }
      }
      let next = light / Double(limit - heavy)
      guard next < least else { break }
      least = next
    }
    var images: [Int32] = []
    var sum = 0.5
    for image in all {
      sum += min(1, weights[image] / least)
      guard sum >= 1 else { continue }
      sum -= 1
      images.append(Int32(image))
    }
    return (images, least)
  }

  /// change ← change + Σ direction · similarity over some members, for every chosen image.
  func add(
    _ direction: some RandomAccessCollection<Double>,
    _ part: Range<Int>,
    to change: UnsafeMutableBufferPointer<Double>
  ) {
    let count = images.count
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
    var change = [Double](repeating: 0, count: images.count)
    change.withUnsafeMutableBufferPointer { add(direction, part, to: $0) }
    for place in change.indices { changes[place] += change[place] }
    addMeans(of: change, to: &means)
  }

  /// Adds p · change to every chosen image's sum.
  func addMeans(of change: [Double], to means: inout [Double]) {
    for place in images.indices {
      means[Int(images[place])] += probabilities[place] * change[place]
    }
  }

  /// d · change − p · mean of every chosen image.
  func forces(of change: [Double], means: [Double]) -> [Double] {
    images.indices.map { place in
      diagonals[place] * change[place] - probabilities[place] * means[Int(images[place])]
    }
  }

  /// (1/n) Σ force · similarity at some members.
  func slopes(of forces: [Double], _ part: Range<Int>, into result: UnsafeMutablePointer<Double>) {
    for member in part {
      result[member - part.lowerBound] = scale * dot(member, forces)
    }
  }

  /// Fills a lower triangle with (1/n) Σ (d − p²) s sᵀ of some members, row by row in a square.
  func fillGram(_ part: Range<Int>, into gram: UnsafeMutablePointer<Double>) {
    let count = images.count
    let weights = images.indices.map { diagonals[$0] - probabilities[$0] * probabilities[$0] }
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

  /// Σ factor · similarity over the chosen images, in four sums.
  private func dot(_ member: Int, _ factors: [Double]) -> Double {
    let count = images.count
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

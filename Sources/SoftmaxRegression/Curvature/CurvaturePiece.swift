import Tensors

/// The Hessian's terms of some examples in a row: those that each class chose among them, and their features.
///
/// Vectors over the examples chosen have those of class 0 first, then those of class 1 and so on. Features
/// lie in the same order, so that a product goes through memory from front to back, and a second time
/// while they are close at hand.
struct CurvaturePiece {
  let examples: Range<Int>
  /// By class, where vectors have the examples that it chose.
  let entries: [Range<Int>]
  /// The examples chosen, counted from the piece's first one.
  let chosen: [Int32]
  /// p and d of the examples chosen.
  let probabilities: [Double]
  let diagonals: [Double]
  /// 1 / tᵢ of every example; nil where all are 1.
  let normalizers: [Double]?
  let support: Support
  /// 1 / n.
  let scale: Double
  /// Class by class the features of its members, [members × examples chosen].
  let features: [Float]
  private let firstFeatures: [Int]

  init(
    _ examples: Range<Int>,
    _ problem: SoftmaxRegression,
    _ support: Support,
    _ samples: [CurvatureSample],
    isNormalized: Bool
  ) {
    self.examples = examples
    self.support = support
    scale = 1 / Double(problem.exampleCount)
    var (entries, firstFeatures): ([Range<Int>], [Int]) = ([], [])
    var (chosen, featureCount): ([Int32], Int) = ([], 0)
    var (probabilities, diagonals): ([Double], [Double]) = ([], [])
    for (label, sample) in samples.enumerated() {
      let places = sample.places(of: examples)
      entries.append(chosen.count..<chosen.count + places.count)
      firstFeatures.append(featureCount)
      featureCount += places.count * support.members(of: label).count
      chosen += sample.examples[places].lazy.map { $0 - Int32(examples.lowerBound) }
      probabilities += sample.probabilities[places]
      diagonals += sample.diagonals[places]
    }
    (self.entries, self.firstFeatures) = (entries, firstFeatures)
    (self.chosen, self.probabilities, self.diagonals) = (chosen, probabilities, diagonals)
    var totals = [Double](repeating: 0, count: isNormalized ? examples.count : 0)
    if isNormalized {
      for (example, probability) in zip(chosen, probabilities) {
        totals[Int(example)] += probability
      }
    }
    normalizers = isNormalized ? totals.map { $0 > 0 ? 1 / $0 : 0 } : nil
    features = [Float](unsafeUninitializedCapacity: featureCount) { features, count in
      for (label, entries) in entries.enumerated() {
        let rows = chosen[entries].map { examples.lowerBound + Int($0) }
        let columns = support.columns[support.members(of: label)]
        Self.gather(problem, rows, columns, into: features, &count)
      }
    }
  }

  /// Appends some examples' features to the first `count` values, feature by feature.
  private static func gather(
    _ problem: SoftmaxRegression,
    _ examples: [Int],
    _ columns: ArraySlice<Int>,
    into features: UnsafeMutableBufferPointer<Float>,
    _ count: inout Int
  ) {
    problem.features.withUnsafeValues { values in
      for column in columns {
        for (index, example) in examples.enumerated() {
          let value = values[example * problem.featureCount + column]
          features.initializeElement(at: count + index, to: value)
        }
        count += examples.count
      }
    }
  }

  /// Where the features of some members of a class are.
  func places(_ label: Int, _ members: Range<Int>) -> Range<Int> {
    let (count, start) = (entries[label].count, support.members(of: label).lowerBound)
    let first = firstFeatures[label] + (members.lowerBound - start) * count
    return first..<first + members.count * count
  }

  /// Fills rows of a matrix, column by column, with √((d − p²) / n) · feature of some members of a class.
  func fill(
    _ matrix: inout [Double],
    _ label: Int,
    _ members: Range<Int>,
    from first: Int,
    rowCount: Int
  ) {
    let roots = entries[label].map { entry in
      let probability = probabilities[entry]
      return (max(diagonals[entry] - probability * probability, 0) * scale).squareRoot()
    }
    for (column, member) in members.enumerated() {
      let features = features.span.extracting(places(label, member..<member + 1))
      let shift = column * rowCount + first
      for index in roots.indices { matrix[shift + index] = roots[index] * Double(features[index]) }
    }
  }
}

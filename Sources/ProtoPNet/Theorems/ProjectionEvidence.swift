package import Tensors

/// All that checking a projection found, image by image, for files and summaries.
///
/// Arrays are in row-major order; N images, P prototypes, K classes.
package struct ProjectionEvidence: Sendable {
  package let theorem: ProjectionTheorem
  /// The network's own last layer w_h, [K, P].
  package let weight: Tensor
  /// Whether it is that of premise A4.
  package let meetsA4: Bool

  package internal(set) var labels: [Int] = []
  /// What Theorem 2.1 says as the paper states it, and in the sharper form.
  package internal(set) var findings: [ProjectionTheorem.Finding] = []
  package internal(set) var sharper: [ProjectionTheorem.Finding] = []
  /// The direct certificate for the network's own last layer and for that of A4.
  package internal(set) var own: [DirectCertificate.Finding] = []
  package internal(set) var binary: [DirectCertificate.Finding] = []
  /// ‖z − p‖ of the nearest patch and its cell, [N, P].
  package internal(set) var distancesBefore: [Double] = []
  package internal(set) var distancesAfter: [Double] = []
  package internal(set) var cellsBefore: [Int] = []
  package internal(set) var cellsAfter: [Int] = []
  /// The largest difference between a logit as the network computes it in single precision and the same
  /// logit in double precision, and the images whose predicted class differs, before or after.
  package internal(set) var largestRoundingError = 0.0
  package internal(set) var roundedPredictionCount = 0

  package init(theorem: ProjectionTheorem, weight: Tensor, meetsA4: Bool) {
    self.theorem = theorem
    self.weight = weight
    self.meetsA4 = meetsA4
  }

  /// What was found of one image.
  struct Row: Sendable {
    var label: Int
    var image: ProjectedImage
    var theorem, sharper: ProjectionTheorem.Finding
    var own: DirectCertificate.Finding
    var binary: DirectCertificate.Finding
  }

  /// Adds rows with the logits [n, K] that the network itself computes for them.
  mutating func append(_ rows: [Row], computedBefore: Tensor, computedAfter: Tensor) {
    let (before, after) = (computedBefore.values, computedAfter.values)
    for (index, row) in rows.enumerated() {
      labels.append(row.label)
      findings.append(row.theorem)
      sharper.append(row.sharper)
      own.append(row.own)
      binary.append(row.binary)
      distancesBefore += row.image.before.map(\.distance)
      distancesAfter += row.image.after.map(\.distance)
      cellsBefore += row.image.before.map(\.cell)
      cellsAfter += row.image.after.map(\.cell)
      let range = index * theorem.classCount..<(index + 1) * theorem.classCount
      let pairs = [(row.own.logitsBefore, before[range]), (row.own.logitsAfter, after[range])]
      for (exact, computed) in pairs {
        for (one, other) in zip(exact, computed) {
          largestRoundingError = max(largestRoundingError, abs(one - Double(other)))
        }
      }
      roundedPredictionCount += pairs.contains { Self.winner($0) != Self.winner($1) } ? 1 : 0
    }
  }

  private static func winner<Number: Comparable>(_ logits: some Collection<Number>) -> Int {
    var winner = (index: 0, value: logits.first)
    for (index, value) in logits.enumerated() where value > winner.value ?? value {
      winner = (index, value)
    }
    return winner.index
  }

  package var imageCount: Int { labels.count }

  /// The images on which the theorem or a certificate is violated: bugs of this program.
  package var violations: [Int] {
    labels.indices.filter {
      findings[$0].verdict == .violated || sharper[$0].verdict == .violated || own[$0].isViolated
        || binary[$0].isViolated
    }
  }
}

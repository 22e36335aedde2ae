/// How often a network is right beside how sure it says to be, in bins of equal width.
///
/// The expected calibration error is Σ n_b / n · |share correct in b − mean confidence in b|.
/// Source: C. Guo et al., On calibration of modern neural networks (2017), with their 15 bins.
package struct Calibration: Codable, Equatable, Sendable {
  /// Images whose confidence, the softmax at the predicted class, lies in one range.
  package struct Bin: Codable, Equatable, Sendable {
    package var imageCount = 0
    package var correctCount = 0
    package var confidenceSum = 0.0

    package var meanConfidence: Double { confidenceSum / Double(max(imageCount, 1)) }
    package var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
  }

  /// Bin b is of the confidences above b / B and at most (b + 1) / B; the first has 0, too.
  package private(set) var bins: [Bin]

  package init(binCount: Int = 15) { bins = Array(repeating: Bin(), count: binCount) }

  package mutating func add(confidence: Double, isCorrect: Bool) {
    let place = Int((confidence * Double(bins.count)).rounded(.up)) - 1
    let bin = min(max(place, 0), bins.count - 1)
    bins[bin].imageCount += 1
    bins[bin].correctCount += isCorrect ? 1 : 0
    bins[bin].confidenceSum += confidence
  }

  package var imageCount: Int { bins.reduce(0) { $0 + $1.imageCount } }

  /// Nil without images.
  package var expectedError: Double? {
    guard imageCount > 0 else { return nil }
    return bins.reduce(0) {
      $0 + Double($1.imageCount) / Double(imageCount) * abs($1.accuracy - $1.meanConfidence)
    }
  }

  /// Over all images; nil without images.
  package var meanConfidence: Double? {
    imageCount > 0 ? bins.reduce(0) { $0 + $1.confidenceSum } / Double(imageCount) : nil
  }
}

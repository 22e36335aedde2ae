import Foundation

/// What a network gets wrong on a split, counted from its logits.
package struct ErrorAnalysis: Codable, Equatable, Sendable {
  /// The images of one class.
  package struct ClassCount: Codable, Equatable, Sendable {
    package var name: String
    package var imageCount: Int
    package var correctCount: Int
    /// Images of any class that are held for this one.
    package var predictedCount: Int
  }

  /// Images of one class that are held for another; classes by their indices.
  package struct Confusion: Codable, Equatable, Sendable {
    package var actual: Int
    package var predicted: Int
    package var count: Int
  }

  /// What the network says of one image, wrong unless it is the typical one.
  package struct Mistake: Codable, Equatable, Sendable {
    package var image: String
    package var actual: Int
    package var predicted: Int
    /// The softmax of the logits at the predicted class, and at the image's own.
    package var probability: Double
    package var ownProbability: Double
  }

  package var imageCount: Int
  package var correctCount: Int
  /// Images with a NaN among their logits: wrong, of no predicted class, and in no other count here.
  package var notNumberCount: Int
  package var classes: [ClassCount]
  /// Pairs of different classes with at least one image, those with most images first.
  package var confusions: [Confusion]
  /// All misclassified images, those that the network is surest of first.
  package var mistakes: [Mistake]
  package var calibration: Calibration
  /// Of the correctly classified images the one of the median confidence; nil where there is none.
  package var typical: Mistake?

  /// Counts the images of logits [N, K], row after row.
  package init(classNames: [String], images: [String], labels: [Int], logits: [Float]) {
    let classCount = classNames.count
    precondition(
      images.count == labels.count && logits.count == labels.count * classCount,
      "\(images.count) images, \(labels.count) labels, \(logits.count) logits"
    )
    classes = classNames.map {
      ClassCount(name: $0, imageCount: 0, correctCount: 0, predictedCount: 0)
    }
    (imageCount, correctCount, notNumberCount, mistakes) = (images.count, 0, 0, [])
    calibration = Calibration()
    var counts: [[Int]: Int] = [:]
    var right: [Mistake] = []
    for (image, label) in labels.enumerated() {
      classes[label].imageCount += 1
      let row = logits[image * classCount..<(image + 1) * classCount]
      guard !row.contains(where: \.isNaN) else {
        notNumberCount += 1
        continue
      }
      let shares = Self.softmax(row)
      let predicted = Self.largest(row)
      classes[predicted].predictedCount += 1
      calibration.add(confidence: shares[predicted], isCorrect: predicted == label)
      let verdict = Mistake(
        image: images[image],
        actual: label,
        predicted: predicted,
        probability: shares[predicted],
        ownProbability: shares[label]
      )
      guard predicted != label else {
        classes[label].correctCount += 1
        correctCount += 1
        right.append(verdict)
        continue
      }
      counts[[label, predicted], default: 0] += 1
      mistakes.append(verdict)
    }
    right.sort { ($1.probability, $0.image) < ($0.probability, $1.image) }
    typical = right.isEmpty ? nil : right[right.count / 2]
    confusions = counts.map { Confusion(actual: $0[0], predicted: $0[1], count: $1) }
      .sorted { (-$0.count, $0.actual, $0.predicted) < (-$1.count, $1.actual, $1.predicted) }
    mistakes.sort { ($1.probability, $0.image) < ($0.probability, $1.image) }
  }

  /// The index of the largest logit, of equal ones the first.
  private static func largest(_ row: ArraySlice<Float>) -> Int {
    var best = row.startIndex
    for index in row.indices where row[index] > row[best] { best = index }
    return best - row.startIndex
  }

  /// The softmax of a row without NaN; infinite logits share what there is.
  private static func softmax(_ row: ArraySlice<Float>) -> [Double] {
    let greatest = Double(row.max() ?? 0)
    let parts = row.map { value in
      greatest.isInfinite ? (Double(value) == greatest ? 1 : 0) : exp(Double(value) - greatest)
    }
    let sum = parts.reduce(0, +)
    return parts.map { $0 / sum }
  }
}

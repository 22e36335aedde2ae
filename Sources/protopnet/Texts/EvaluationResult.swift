import Foundation
import Inspection

/// What `protopnet evaluate` says of checkpoints on the pictures of a folder.
struct EvaluationResult {
  /// Of the checkpoint, or of the ensemble of several.
  let predictions: Predictions
  private let ensemble: EvaluatedEnsemble?
  /// In the order of the checkpoints; empty unless parts were asked for.
  private let scores: [PartScores]

  init(_ members: [Predictions], _ scores: [PartScores]) throws {
    predictions = try Predictions(ensemble: members)
    ensemble = EvaluatedEnsemble(members)
    self.scores = scores
  }

  /// The accuracies of members and subsets, of all together by class, and the scores on parts.
  func text(checkpoints: [String]) -> String {
    let width = predictions.classNames.map(\.count).max() ?? 0
    let classes = predictions.classAccuracies.map { name, correct, count in
      let share = String(format: "%5.1f %%", 100 * Double(correct) / Double(count))
      return "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(share)  "
        + "(\(correct) of \(count))"
    }
    let parts = zip(checkpoints, scores).map { checkpoint, scores in
      "parts, \(checkpoint)\n\(scores.lines.joined(separator: "\n"))"
    }
    return
      ((ensemble?.lines(accuracy: accuracy) ?? [])
      + ["accuracy \(accuracy(predictions.correctCount))"] + notNumbers + classes + parts)
      .joined(separator: "\n")
  }

  /// A line of pictures whose logits are no numbers, where there are any.
  private var notNumbers: [String] {
    let (count, all) = (predictions.notNumberCount, predictions.images.count)
    return count == 0
      ? [] : ["\(count) of \(all) pictures have logits that are no numbers; they count as wrong"]
  }

  private func accuracy(_ correctCount: Int) -> String {
    let count = predictions.images.count
    let share = String(format: "%.1f %%", 100 * Double(correctCount) / Double(count))
    return "\(share) (\(correctCount) of \(count) pictures)"
  }

  /// The same as JSON with sorted keys.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold, which no result has.
  func json() throws -> String {
    struct ClassResult: Encodable {
      var name: String
      var correctCount, imageCount: Int
    }
    struct Result: Encodable {
      var checkpoint, stage: String
      var imageCount, correctCount: Int
      /// Absent where it is 0.
      var notNumberCount: Int?
      var accuracy: Double
      var classes: [ClassResult]
      var ensemble: EvaluatedEnsemble?
      /// In the order of the checkpoints; absent unless it was asked for.
      var parts: [PartScores]?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let result = Result(
      checkpoint: predictions.checkpoint,
      stage: predictions.stage,
      imageCount: predictions.images.count,
      correctCount: predictions.correctCount,
      notNumberCount: predictions.notNumberCount == 0 ? nil : predictions.notNumberCount,
      accuracy: Double(predictions.correctCount) / Double(predictions.images.count),
      classes: predictions.classAccuracies.map {
        ClassResult(name: $0.name, correctCount: $0.correctCount, imageCount: $0.imageCount)
      },
      ensemble: ensemble,
      parts: scores.isEmpty ? nil : scores
    )
    return String(decoding: try encoder.encode(result), as: UTF8.self)
  }
}

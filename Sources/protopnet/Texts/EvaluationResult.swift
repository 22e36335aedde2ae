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
}

extension EvaluationResult: Encodable {
  private struct ClassResult: Encodable {
    var name: String
    var correctCount, imageCount: Int
  }

  private enum CodingKeys: String, CodingKey {
    case checkpoint, stage, imageCount, correctCount, notNumberCount, accuracy, classes, ensemble,
      parts
  }

  /// Scores on parts are absent unless they were asked for, and the count of logits that are no numbers where
  /// it is 0.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    let (correct, count) = (predictions.correctCount, predictions.images.count)
    try fields.encode(predictions.checkpoint, forKey: .checkpoint)
    try fields.encode(predictions.stage, forKey: .stage)
    try fields.encode(count, forKey: .imageCount)
    try fields.encode(correct, forKey: .correctCount)
    if predictions.notNumberCount > 0 {
      try fields.encode(predictions.notNumberCount, forKey: .notNumberCount)
    }
    try fields.encode(Double(correct) / Double(count), forKey: .accuracy)
    try fields.encode(
      predictions.classAccuracies.map {
        ClassResult(name: $0.name, correctCount: $0.correctCount, imageCount: $0.imageCount)
      },
      forKey: .classes
    )
    try fields.encodeIfPresent(ensemble, forKey: .ensemble)
    if !scores.isEmpty { try fields.encode(scores, forKey: .parts) }
  }
}

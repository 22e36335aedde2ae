import Experiments
import Foundation
import Recipe

extension StageRecord {
  /// What came out, in a line.
  var summary: String {
    var text = String(
      format: "test accuracy %.1f %% (%d of %d)",
      100 * evaluation.accuracy,
      evaluation.correctCount,
      evaluation.imageCount
    )
    if let crossEntropy = evaluation.costs[.crossEntropy] {
      text += String(format: ", cross entropy %.4f", crossEntropy)
    }
    if let notNumbers = evaluation.notNumberText { text += "; \(notNumbers)" }
    if let projection {
      text += String(
        format: "; prototypes moved by %.3f on average, %d duplicates",
        projection.meanShift,
        projection.duplicateCount
      )
      if let share = projection.onObjectShare {
        text += String(format: ", %.0f %% on the object", 100 * share)
      }
    }
    return text + (sharedFrom.map { ", taken over from \($0)" } ?? "")
  }
}

import Experiments
import Foundation

extension StageRecord {
  /// What came out, in a line.
  var summary: String {
    var text = String(
      format: "test accuracy %.1f %% (%d of %d), cross entropy %.4f",
      100 * evaluation.accuracy,
      evaluation.correctCount,
      evaluation.imageCount,
      evaluation.crossEntropy
    )
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

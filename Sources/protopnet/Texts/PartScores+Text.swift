import Foundation
import Inspection

extension PartScores {
  /// The scores with all they depend on.
  var lines: [String] {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
    let counts = "\(consistentCount) of \(prototypeCount) prototypes"
    let left =
      uncountedPrototypeCount > 0
      ? ["  not counted  \(uncountedPrototypeCount) prototypes of classes without pictures here"]
      : []
    return [
      "  consistency  \(percent(consistency)) (\(counts); the best part is hit in "
        + "\(percent(meanHitShare)) of its pictures on average)",
      "  stability    \(percent(stability)) (\(stabilities.map(percent).joined(separator: ", ")))",
    ] + left + [
      "  definition   \(definition): of \(parts.count) parts (\(parts.joined(separator: ", "))), hit "
        + "within \(reach) pixels of \(imageSize); consistent from \(percent(consistencyThreshold)) of "
        + "the pictures that show a part; noise of \(noise.standardDeviation) ImageNet standard "
        + "deviations, at most \(noise.limit), \(noise.draws) draws of seed \(noise.seed)"
    ]
  }
}

import Foundation
import Recipe

/// Notices when a network stops telling images apart.
///
/// A collapsing network pulls all latent patches and prototypes together: the cluster and the
/// separation cost shrink side by side while classification stays at guessing: cross entropy log K.
struct CollapseWatch {
  private let classCount: Int
  private var first: Costs?
  private var hasWarned = false

  init(classCount: Int) { self.classCount = classCount }

  /// Looks at the costs of a finished pass; returns a warning the first time they show a collapse.
  mutating func warning(after costs: Costs, accuracy: Double) -> String? {
    guard let first, let firstSeparation = first[.separation], let firstCluster = first[.cluster],
      let separation = costs[.separation], let cluster = costs[.cluster]
    else {
      first = first ?? costs
      return nil
    }
    let guessing = log(Double(classCount))
    let collapses =
      costs.crossEntropy > 0.97 * guessing && accuracy < 2 / Double(classCount)
      && separation < 0.5 * firstSeparation && cluster < 0.5 * firstCluster
    guard collapses, !hasWarned else { return nil }
    hasWarned = true
    return """
      training collapses: the separation cost fell with the cluster cost while the cross entropy \
      stays at log K = \(String(format: "%.3f", guessing)); give the warm-up more steps or the \
      joint stage a lower learning rate
      """
  }
}

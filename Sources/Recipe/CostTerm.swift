/// A term of what training lowers, or a figure that is logged beside it.
///
/// Everything that goes from term to term, from the experiment file to the record, follows this list.
package enum CostTerm: String, CaseIterable, Codable, Sendable {
  /// The mean cross entropy of the logits.
  case crossEntropy
  /// Clst: the mean squared distance from an image to its nearest own-class prototype.
  case cluster
  /// −Sep: the mean squared distance from an image to its nearest other-class prototype, positive.
  case separation
  /// The mean squared distance to all other-class prototypes.
  case averageSeparation
  /// Σ |w| over the weights between prototypes and other classes.
  case lastLayerL1
  /// Σ |w| over the whole last layer.
  case lastLayerNorm

  /// What messages call the term.
  package var name: String {
    switch self {
    case .crossEntropy: "cross entropy"
    case .cluster: "cluster cost"
    case .separation: "separation cost"
    case .averageSeparation: "average separation"
    case .lastLayerL1: "last-layer L1"
    case .lastLayerNorm: "last-layer norm"
    }
  }

  /// The term's part of the objective CE + λ1·Clst − λ2·separation + λ·L1; nil for what is logged alone.
  ///
  /// Defaults are 1, 0.8, 0.08 and 10⁻⁴, as chosen by the authors for both data sets.
  /// Source: paper §2.2, supplement S9.2; settings.py, whose `sep` is −λ2.
  package var part: Part? {
    switch self {
    case .crossEntropy: Part(sign: 1, coefficient: 1)
    case .cluster: Part(sign: 1, coefficient: 0.8)
    case .separation: Part(sign: -1, coefficient: 0.08)
    case .lastLayerL1: Part(sign: 1, coefficient: 1e-4)
    case .averageSeparation, .lastLayerNorm: nil
    }
  }

  /// How a term counts in the objective.
  package struct Part: Hashable, Sendable {
    /// −1 for a term that is to grow.
    package let sign: Double
    /// The coefficient unless an experiment gives another one, at least 0.
    package let coefficient: Double
  }

  /// Whether the term is about images, and not about the last layer alone.
  package var isOfImages: Bool { self != .lastLayerL1 && self != .lastLayerNorm }

  /// The terms that the objective consists of, in its order.
  package static let weighted = allCases.filter { $0.part != nil }

  /// Those of them that are about images: what an evaluation tells.
  package static let evaluated = weighted.filter(\.isOfImages)
}

import Foundation

/// The strictly decreasing function g that turns a squared distance d into a similarity s.
///
/// Source: paper §2.1; `distance_2_similarity` in model.py.
package enum SimilarityFunction: Hashable, Sendable {
  /// s = ln((d + 1) / (d + ε)); the paper's choice.
  case log(epsilon: Float)
  /// s = −d.
  case linear

  /// The logarithm with the released code's ε = 10⁻⁴.
  package static let published = SimilarityFunction.log(epsilon: 1e-4)

  /// The largest similarity there is, that of a distance of 0: ln(1 / ε), or 0.
  package var maximum: Double {
    switch self {
    case .log(let epsilon): Foundation.log(1 / Double(epsilon))
    case .linear: 0
    }
  }

  /// Below this a similarity is called weak.
  ///
  /// A tenth of the logarithm's maximum; of the linear one, that of the distance, 0.66, at which the
  /// published logarithm has a tenth of its own.
  package var weakBelow: Double {
    guard self == .linear else { return maximum / 10 }
    let ratio = Foundation.exp(Self.published.maximum / 10)
    return -(1 - 1e-4 * ratio) / (ratio - 1)
  }
}

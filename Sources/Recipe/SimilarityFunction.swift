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
}

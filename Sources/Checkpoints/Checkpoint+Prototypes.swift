package import Networks
package import Tensors

extension Checkpoint {
  /// The prototypes P with what is known of each.
  package struct Prototypes: Equatable, Sendable {
    /// [P, D, H1, W1].
    package var vectors: Tensor
    /// The similarity function's name, `log` or `linear`.
    package var similarity: String
    /// The ε of the logarithm; nil for a function without one.
    package var epsilon: Float?
    /// The class of each prototype, 0-based.
    package var classes: [Int]
    /// Where each prototype comes from; nil before the first projection.
    package var sources: [PrototypeSource]?

    package init(
      vectors: Tensor,
      similarity: String,
      epsilon: Float?,
      classes: [Int],
      sources: [PrototypeSource]? = nil
    ) {
      (self.vectors, self.similarity, self.epsilon) = (vectors, similarity, epsilon)
      (self.classes, self.sources) = (classes, sources)
    }
  }
}

package import Tensors

/// Why a network gives one class more points than another: both classes' points, by prototype.
package struct ScoringSheetComparison: Equatable, Sendable {
  /// All prototypes, those that tell the two classes apart most first.
  package let rows: [Row]

  /// What one prototype gives to both classes.
  package struct Row: Equatable, Sendable {
    /// The prototype's index, 0-based.
    package let prototype: Int
    package let similarity: Float
    /// w_h to the explained class, and to the other one.
    package let weight: Float
    package let otherWeight: Float

    package var points: Double { Double(similarity) * Double(weight) }
    package var otherPoints: Double { Double(similarity) * Double(otherWeight) }
    /// What it adds to the explained class's lead.
    package var difference: Double { points - otherPoints }
  }

  /// Compares two classes by an image's similarities to all prototypes, [P].
  package init(of classIndex: Int, with other: Int, similarities: Tensor, in lastLayer: LastLayer) {
    let (weights, others) = (lastLayer.weight.slice(classIndex), lastLayer.weight.slice(other))
    rows = similarities.values.enumerated().map { index, similarity in
      Row(
        prototype: index,
        similarity: similarity,
        weight: weights[index],
        otherWeight: others[index]
      )
    }
    .sorted { (-abs($0.difference), $0.prototype) < (-abs($1.difference), $1.prototype) }
  }
}

package import Tensors

/// How a network comes to one class's logit for one image: similarity × weight = points, by prototype.
///
/// Source: paper Fig. 3; local_analysis.py.
package struct ScoringSheet: Equatable, Sendable {
  /// The prototypes of the class, those with the most points first.
  package let rows: [Row]
  /// The number of prototypes of other classes, and their points together.
  ///
  /// The paper's sheets leave them out; the last layer's L1 term keeps them small.
  package var otherCount: Int { others.count }
  package let otherPoints: Double
  /// The prototypes of other classes, those that change the logit most first.
  package let others: [Row]

  /// What one prototype contributes.
  package struct Row: Equatable, Sendable {
    /// The prototype's index, 0-based.
    package let prototype: Int
    package let similarity: Float
    /// w_h between the prototype and the class.
    package let weight: Float

    package var points: Double { Double(similarity) * Double(weight) }
  }

  /// The sheet of an image by its similarities to all prototypes, [P].
  package init(of classIndex: Int, similarities: Tensor, in head: PrototypeHead) {
    let classes = head.prototypeLayer.prototypeClass
    precondition(
      similarities.shape == [classes.count],
      "similarities \(similarities.shape) to \(classes.count) prototypes"
    )
    let weights = head.lastLayer.weight.slice(classIndex)
    let all = zip(similarities.values, weights.values).enumerated().map { index, pair in
      Row(prototype: index, similarity: pair.0, weight: pair.1)
    }
    let others = all.filter { classes[$0.prototype] != classIndex }
    rows = all.filter { classes[$0.prototype] == classIndex }
      .sorted { ($1.points, $0.prototype) < ($0.points, $1.prototype) }
    self.others = others.sorted {
      (-abs($0.points), $0.prototype) < (-abs($1.points), $1.prototype)
    }
    otherPoints = others.reduce(0) { $0 + $1.points }
  }

  /// All points together: the logit, but for rounding.
  package var total: Double { rows.reduce(otherPoints) { $0 + $1.points } }
}

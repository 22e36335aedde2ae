/// What a network says of a picture that is drawn again without parts of the object and things around it.
package struct RedrawnPicture: Equatable, Sendable {
  package var label: Int
  package var predicted: Int
  /// How much parts and things matter to the predicted class and to the label's.
  package var ofPredicted, ofLabel: Importance
  /// By threshold, the class of the picture with the important parts alone, and without them.
  package var keptClass, removedClass: [Int]
  /// Whether each of two other classes is explained by the pair of parts that it shares; empty where no two
  /// classes are fit for the question.
  package var sensitivity: [Bool] = []

  package init(
    label: Int,
    predicted: Int,
    ofPredicted: Importance,
    ofLabel: Importance,
    keptClass: [Int],
    removedClass: [Int]
  ) {
    (self.label, self.predicted) = (label, predicted)
    (self.ofPredicted, self.ofLabel) = (ofPredicted, ofLabel)
    (self.keptClass, self.removedClass) = (keptClass, removedClass)
  }

  /// One class's explanation of the picture beside what the class loses.
  package struct Importance: Equatable, Sendable {
    /// By part, those first that can be removed, then by thing around the object.
    package var parts, things: [Double]
    /// Of the whole picture.
    package var total: Double
    /// The class's logit, and what it loses without each part and thing; NaN for a part that stays.
    package var logit: Double
    package var partDrops, thingDrops: [Double]

    package init(
      parts: [Double],
      things: [Double],
      total: Double,
      logit: Double,
      partDrops: [Double],
      thingDrops: [Double]
    ) {
      (self.parts, self.things, self.total) = (parts, things, total)
      (self.logit, self.partDrops, self.thingDrops) = (logit, partDrops, thingDrops)
    }

    /// The places of the parts that matter more than a share of the whole.
    package func importantParts(above threshold: Double) -> Set<Int> {
      Set(parts.indices.filter { parts[$0] > threshold * total })
    }
  }
}

extension StageRecord {
  /// What pruning did.
  package struct Pruning: Codable, Equatable, Sendable {
    /// k, and how many of the k nearest training images must be of the prototype's class.
    package var nearest: Int
    package var threshold: Int
    package var prototypeCountBefore: Int
    /// The indices, before the pruning, of the prototypes that stayed.
    package var kept: [Int]
    /// Their number for every class.
    package var keptPerClass: [Int]
    /// Images of the test split classified correctly before, by the record of the stage before; after it
    /// is the stage's own evaluation.
    package var correctCountBefore: Int?

    package init(
      nearest: Int,
      threshold: Int,
      prototypeCountBefore: Int,
      kept: [Int],
      keptPerClass: [Int],
      correctCountBefore: Int?
    ) {
      (self.nearest, self.threshold) = (nearest, threshold)
      (self.prototypeCountBefore, self.kept) = (prototypeCountBefore, kept)
      (self.keptPerClass, self.correctCountBefore) = (keptPerClass, correctCountBefore)
    }
  }
}

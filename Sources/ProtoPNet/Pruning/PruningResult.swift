package import Recipe

/// What a pruning looked at and which prototypes it kept.
package struct PruningResult: Sendable {
  package let pruning: Pruning
  /// The k nearest images of every prototype before.
  package let nearestImages: NearestImages
  /// The class of every prototype before.
  package let prototypeClass: [Int]
  /// The indices of the prototypes that stay, ascending.
  package let kept: [Int]
}

/// The similarities that a projected prototype's box and heat map are made of, on the picture it comes from.
package enum PrototypeBoxes: String, CaseIterable, Sendable {
  /// To the prototype as the projection leaves it, a latent patch of the picture: the paper's words, §2.3.
  case afterProjection = "after-projection"
  /// To the prototype before, whose nearest patch it was.
  ///
  /// Source: `update_prototypes_on_batch` in push.py.
  case beforeProjection = "before-projection"
}

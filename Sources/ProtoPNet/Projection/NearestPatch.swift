/// The latent patch of a set of images that is nearest to a prototype.
package struct NearestPatch: Hashable, Sendable {
  /// The image's index in the projection set.
  package let imageIndex: Int
  /// The patch's upper row and left column on the latent map.
  package let row: Int
  package let column: Int
  /// ‖z̃ − p‖² between the patch and the prototype.
  package let squaredDistance: Float

  package init(imageIndex: Int, row: Int, column: Int, squaredDistance: Float) {
    (self.imageIndex, self.row, self.column) = (imageIndex, row, column)
    self.squaredDistance = squaredDistance
  }
}

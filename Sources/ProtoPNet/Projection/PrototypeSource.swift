/// Where a projected prototype comes from: one latent patch of one training image.
package struct PrototypeSource: Hashable, Sendable {
  /// The image's index in the projection set.
  package let imageIndex: Int
  /// The patch's upper row and left column on the latent map.
  package let row: Int
  package let column: Int
  /// ‖z̃ − p‖² between the patch and the prototype before the projection.
  package let squaredDistance: Float

  package init(imageIndex: Int, row: Int, column: Int, squaredDistance: Float) {
    self.imageIndex = imageIndex
    self.row = row
    self.column = column
    self.squaredDistance = squaredDistance
  }
}

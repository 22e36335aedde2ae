/// Where a projected prototype comes from: one latent patch of one training image.
package struct PrototypeSource: Equatable, Sendable {
  /// The image's path within its split.
  package var image: String
  /// The SHA-256 of the image's file; nil where it is left to the checkpoint.
  package var imageDigest: String?
  /// The patch's upper row and left column on the latent map.
  package var row: Int
  package var column: Int
  /// The high-activation box in the resized image.
  package var box: PixelBox
  /// ‖z̃ − p‖² between the patch and the prototype before the projection.
  package var squaredDistance: Float

  package init(
    image: String,
    imageDigest: String?,
    row: Int,
    column: Int,
    box: PixelBox,
    squaredDistance: Float
  ) {
    (self.image, self.imageDigest) = (image, imageDigest)
    (self.row, self.column) = (row, column)
    (self.box, self.squaredDistance) = (box, squaredDistance)
  }
}

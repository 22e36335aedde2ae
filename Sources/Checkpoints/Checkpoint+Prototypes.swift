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
    package var sources: [Source]?

    package init(
      vectors: Tensor,
      similarity: String,
      epsilon: Float?,
      classes: [Int],
      sources: [Source]? = nil
    ) {
      self.vectors = vectors
      self.similarity = similarity
      self.epsilon = epsilon
      self.classes = classes
      self.sources = sources
    }
  }

  /// The latent patch of a training image that a prototype became.
  package struct Source: Hashable, Sendable {
    /// The image's path within its split.
    package var image: String
    /// The SHA-256 of the image's file.
    package var imageDigest: String
    /// The patch's upper row and left column on the latent map.
    package var row: Int
    package var column: Int
    /// The high-activation box in the resized image, in pixels.
    package var pixelRows: Range<Int>
    package var pixelColumns: Range<Int>
    /// ‖z̃ − p‖² between the patch and the prototype before the projection.
    package var squaredDistance: Float

    package init(
      image: String,
      imageDigest: String,
      row: Int,
      column: Int,
      pixelRows: Range<Int>,
      pixelColumns: Range<Int>,
      squaredDistance: Float
    ) {
      self.image = image
      self.imageDigest = imageDigest
      self.row = row
      self.column = column
      self.pixelRows = pixelRows
      self.pixelColumns = pixelColumns
      self.squaredDistance = squaredDistance
    }
  }
}

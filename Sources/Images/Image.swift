/// A picture of 8-bit red, green and blue samples, rows from top to bottom.
package struct Image: Sendable, Equatable {
  /// The extents in pixels.
  package let width: Int
  package let height: Int
  /// The samples, [height × width × 3] interleaved as R, G, B.
  package var pixels: [UInt8]

  /// Creates a picture from its interleaved samples.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width)×\(height) pixels")
    precondition(
      pixels.count == width * height * 3,
      "\(pixels.count) samples for \(width)×\(height) RGB"
    )
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

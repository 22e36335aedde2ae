/// A picture of one 8-bit sample a pixel, rows from top to bottom; masks are 0 outside and 255 inside.
package struct GrayImage: Sendable, Equatable {
  /// The extents in pixels.
  package let width: Int
  package let height: Int
  /// The samples, [height × width].
  package var pixels: [UInt8]

  /// Creates a picture from its samples.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width)×\(height) pixels")
    precondition(
      pixels.count == width * height,
      "\(pixels.count) samples for \(width)×\(height) gray"
    )
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The luminance of a colour picture; a gray picture keeps its samples exactly.
  ///
  /// Source: Pillow's `convert("L")`, ITU-R 601 weights in 16-bit fixed point.
  package init(luminanceOf image: Image) {
    var samples: [UInt8] = []
    samples.reserveCapacity(image.width * image.height)
    for pixel in stride(from: 0, to: image.pixels.count, by: 3) {
      let red = 19_595 * UInt32(image.pixels[pixel])
      let green = 38_470 * UInt32(image.pixels[pixel + 1])
      let blue = 7_471 * UInt32(image.pixels[pixel + 2])
      samples.append(UInt8((red + green + blue + 0x8000) >> 16))
    }
    self.init(width: image.width, height: image.height, pixels: samples)
  }
}

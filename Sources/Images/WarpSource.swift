/// A picture made ready to be warped many times: 16 bytes per pixel, with a margin of repeated edges.
package struct WarpSource: Sendable {
  package let image: Image
  /// The pixels as (red, green, blue, 0), [height + 4 × width + 4].
  let samples: [SIMD4<Float>]

  /// The pixels beyond each edge that a cubic reads: two where a point lies on the edge itself.
  static let margin = 2
  var stride: Int { image.width + 2 * Self.margin }

  package init(_ image: Image) {
    self.image = image
    let (width, height, margin) = (image.width, image.height, Self.margin)
    let stride = width + 2 * margin
    let count = stride * (height + 2 * margin)
    samples = [SIMD4<Float>](unsafeUninitializedCapacity: count) { samples, initialized in
      image.pixels.withUnsafeBufferPointer { pixels in
        for row in 0..<height + 2 * margin {
          let source = min(max(row - margin, 0), height - 1) * width
          let target = row * stride
          for column in 0..<stride {
            let pixel = 3 * (source + min(max(column - margin, 0), width - 1))
            samples[target + column] = SIMD4(
              Float(pixels[pixel]),
              Float(pixels[pixel + 1]),
              Float(pixels[pixel + 2]),
              0
            )
          }
        }
      }
      initialized = count
    }
  }
}

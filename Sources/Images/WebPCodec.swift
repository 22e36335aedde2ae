import CWebP

/// Reads WebP pictures through libwebp, as Pillow does: the first frame of an animation.
package enum WebPCodec {
  /// The RGB picture in the bytes of a WebP file called `name` in errors; alpha is dropped.
  package static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> DecodedPicture {
    var (columns, rows) = (Int32(0), Int32(0))
    guard WebPGetInfo(bytes, bytes.count, &columns, &rows) != 0 else {
      throw damaged(name, "its header")
    }
    let (width, height) = (Int(columns), Int(rows))
    try ImageError.checkExtents(width: width, height: height, file: name)
    // Two canvases of 4 bytes a pixel, the decoder's own 4, and the pixels.
    try ImageError.checkMemory(
      15 * width * height,
      width: width,
      height: height,
      fileSize: bytes.count,
      file: name
    )
    let outcome: Result<Image, ImageError> = bytes.withUnsafeBufferPointer { memory in
      var data = WebPData(bytes: memory.baseAddress, size: memory.count)
      var options = WebPAnimDecoderOptions()
      guard WebPAnimDecoderOptionsInit(&options) != 0 else {
        return .failure(damaged(name, "another version of libwebp"))
      }
      options.color_mode = MODE_RGBA
      guard let decoder = WebPAnimDecoderNew(&data, &options) else {
        return .failure(damaged(name, "it is cut off, or its pieces do not fit together"))
      }
      defer { WebPAnimDecoderDelete(decoder) }
      var (canvas, time) = (UnsafeMutablePointer<UInt8>?.none, Int32(0))
      var extents = WebPAnimInfo()
      guard WebPAnimDecoderGetInfo(decoder, &extents) != 0,
        Int(extents.canvas_width) == width, Int(extents.canvas_height) == height,
        WebPAnimDecoderGetNext(decoder, &canvas, &time) != 0, let canvas
      else { return .failure(damaged(name, "its first frame does not decode")) }
      let count = width * height
      let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count) { pixels, filled in
        for pixel in 0..<count {
          for channel in 0..<3 { pixels[3 &* pixel &+ channel] = canvas[4 &* pixel &+ channel] }
        }
        filled = 3 * count
      }
      return .success(Image(width: width, height: height, pixels: pixels))
    }
    return DecodedPicture(image: try outcome.get())
  }

  private static func damaged(_ name: String, _ reason: String) -> ImageError {
    .corrupt(name, "is a truncated or damaged WebP picture (\(reason))")
  }
}

import CJPEG

/// Reads and writes JPEG pictures through libjpeg.
package enum JPEGCodec {
  /// The bytes of a JPEG file of 4:2:0 subsampled colour with a quality of 1…100, named for errors.
  package static func encode(
    _ image: Image,
    quality: Int = 75,
    name: String = "the picture"
  ) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "a JPEG quality of \(quality)")
    guard image.width <= 65_500, image.height <= 65_500 else {
      throw ImageError(
        file: name,
        problem: "has \(image.width)×\(image.height) pixels, too many for JPEG",
        advice: "write it as PNG"
      )
    }
    var (start, count, message) = (UnsafeMutablePointer<UInt8>?.none, 0, cjpeg_message())
    let outcome = cjpeg_encode(
      image.pixels,
      UInt32(image.width),
      UInt32(image.height),
      Int32(quality),
      &start,
      &count,
      &message
    )
    guard outcome == CJPEG_COMPLETE, let start else {
      throw ImageError(
        file: name,
        problem: "cannot be encoded (\(message.string))",
        advice: "free some memory"
      )
    }
    defer { cjpeg_free(start) }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// The RGB picture in the bytes of a JPEG file called `name` in errors, equal to Pillow's to the bit.
  ///
  /// Gray becomes RGB; CMYK samples are taken as inverted, as Adobe writes them. Truncated data
  /// throw. What libjpeg reads on past with a warning is in the remark, as Pillow takes it, too:
  /// stray bytes, codes that mean nothing, restart markers that are not where they should be.
  /// Rotation tags and colour profiles are ignored.
  package static func decode(
    _ bytes: [UInt8],
    name: String
  ) throws(ImageError) -> DecodedPicture {
    let header = try JPEGHeader(bytes, name: name)
    let (width, height) = (header.width, header.height)
    try ImageError.checkExtents(width: width, height: height, file: name)
    let isCMYK = header.componentCount == 4
    let channelCount = isCMYK ? 4 : 3
    // CMYK becomes RGB beside itself; coefficients are 16 bits.
    let copies = Double(channelCount + (isCMYK ? 3 : 0))
    let coefficients = header.needsWholePicture ? 2 * header.samplesPerPixel : 0
    try ImageError.checkMemory(
      Int(Double(width) * Double(height) * (copies + coefficients)),
      width: width,
      height: height,
      fileSize: bytes.count,
      file: name
    )
    var message = cjpeg_message()
    var outcome = CJPEG_FAILED
    let count = width * height * channelCount
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      outcome = cjpeg_decode(
        bytes,
        bytes.count,
        UInt32(width),
        UInt32(height),
        Int32(channelCount),
        buffer.baseAddress,
        &message
      )
      filled = outcome == CJPEG_COMPLETE ? count : 0
    }
    guard outcome == CJPEG_COMPLETE else {
      let reason = outcome == CJPEG_TRUNCATED ? "its data end too early" : message.string
      throw .corrupt(name, "is a truncated or damaged JPEG picture (\(reason))")
    }
    return DecodedPicture(
      image: Image(
        width: width,
        height: height,
        pixels: isCMYK ? rgb(invertedCMYK: samples) : samples
      ),
      remark: message.string.isEmpty ? nil : message.string
    )
  }

  /// Source: Pillow's `cmyk2rgb` after its reading of the samples as inverted.
  private static func rgb(invertedCMYK samples: [UInt8]) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(samples.count / 4 * 3)
    for pixel in stride(from: 0, to: samples.count, by: 4) {
      let white = UInt32(samples[pixel + 3])
      for channel in 0..<3 {
        let product = (255 - UInt32(samples[pixel + channel])) * white + 128
        pixels.append(UInt8(white - (product >> 8 + product) >> 8))
      }
    }
    return pixels
  }
}

extension cjpeg_message {
  fileprivate var string: String {
    withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

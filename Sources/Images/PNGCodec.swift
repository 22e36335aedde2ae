import CPNG

/// Reads and writes PNG pictures through libpng's simplified interface, which never jumps across Swift frames.
package enum PNGCodec {
  /// The bytes of a PNG file of 8-bit RGB; equal pictures give equal bytes.
  package static func encode(_ image: Image) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: rgb)
  }

  /// The bytes of a PNG file of 8-bit gray.
  package static func encode(_ image: GrayImage) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: gray)
  }

  /// The RGB picture in the bytes of a PNG file called `name` in errors.
  ///
  /// Gray and palette pictures become RGB. Transparency is dropped without blending, and gamma and
  /// colour profiles are ignored, as by Pillow's `convert("RGB")`. 16-bit samples keep their high
  /// byte, gray ones too; with an alpha channel they are rounded to 8 bits instead.
  package static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> Image {
    let essential = try PNGChunks.essential(of: bytes, name: name)
    let outcome: Result<Image, ImageError> = essential.withUnsafeBytes { memory in
      var control = png_image()
      control.version = UInt32(PNG_IMAGE_VERSION)
      defer { png_image_free(&control) }
      guard png_image_begin_read_from_memory(&control, memory.baseAddress, memory.count) != 0
      else { return .failure(failure(control, name)) }
      let (width, height) = (Int(control.width), Int(control.height))
      do throws(ImageError) {
        try ImageError.checkExtents(width: width, height: height, file: name)
        // Samples and the pixels that are made of them.
        let bytesPerPixel =
          control.isLinearWithoutAlpha ? 9 : control.format & alpha != 0 ? 7 : 3
        try ImageError.checkMemory(
          width * height * bytesPerPixel,
          width: width,
          height: height,
          fileSize: bytes.count,
          file: name
        )
      } catch {
        return .failure(error)
      }
      let pixels = control.isLinearWithoutAlpha ? readHighBytes(&control) : readBytes(&control)
      guard let pixels else { return .failure(failure(control, name)) }
      return .success(Image(width: width, height: height, pixels: pixels))
    }
    return try outcome.get()
  }

  private static let gray: UInt32 = 0
  private static let rgb = UInt32(PNG_FORMAT_FLAG_COLOR)
  private static let alpha = UInt32(PNG_FORMAT_FLAG_ALPHA)
  private static let linear = UInt32(PNG_FORMAT_FLAG_LINEAR)

  /// The samples of a 16-bit picture, read unchanged and shortened to their high bytes.
  private static func readHighBytes(_ control: inout png_image) -> [UInt8]? {
    control.format = rgb | linear
    let count = Int(control.width) * Int(control.height) * 3
    var samples = [UInt16](repeating: 0, count: count)
    guard png_image_finish_read(&control, nil, &samples, 0, nil) != 0 else { return nil }
    return samples.map { UInt8($0 >> 8) }
  }

  /// The samples of any other picture; alpha is read, so that nothing is blended, and dropped.
  private static func readBytes(_ control: inout png_image) -> [UInt8]? {
    let hasAlpha = control.format & alpha != 0
    control.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    control.format = hasAlpha ? rgb | alpha : rgb
    let pixelCount = Int(control.width) * Int(control.height)
    var samples = [UInt8](repeating: 0, count: pixelCount * (hasAlpha ? 4 : 3))
    guard png_image_finish_read(&control, nil, &samples, 0, nil) != 0 else { return nil }
    guard hasAlpha else { return samples }
    // In place, as no second picture should lie beside a large one.
    for pixel in 0..<pixelCount {
      samples[3 * pixel] = samples[4 * pixel]
      samples[3 * pixel + 1] = samples[4 * pixel + 1]
      samples[3 * pixel + 2] = samples[4 * pixel + 2]
    }
    samples.removeLast(pixelCount)
    return samples
  }

  private static func encode(_ pixels: [UInt8], width: Int, height: Int, format: UInt32) -> [UInt8]
  {
    var control = png_image()
    control.version = UInt32(PNG_IMAGE_VERSION)
    control.width = UInt32(width)
    control.height = UInt32(height)
    control.format = format
    // Twice as fast for a tenth more bytes.
    control.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    defer { png_image_free(&control) }
    // Incompressible rows grow by their filter byte and by less than one part in a hundred.
    let rawCount = pixels.count + height
    var size = png_alloc_size_t(rawCount + rawCount / 100 + 4_096)
    let file = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let status = png_image_write_to_memory(
        &control,
        buffer.baseAddress,
        &size,
        0,
        pixels,
        0,
        nil
      )
      precondition(status != 0, "libpng cannot write \(width)×\(height): \(control.text)")
      count = size
    }
    return file
  }

  private static func failure(_ control: png_image, _ name: String) -> ImageError {
    .corrupt(name, "is a damaged PNG picture (\(control.text))")
  }
}

extension png_image {
  /// Tells whether the file has 16-bit samples and no alpha channel.
  fileprivate var isLinearWithoutAlpha: Bool {
    format & UInt32(PNG_FORMAT_FLAG_LINEAR) != 0 && format & UInt32(PNG_FORMAT_FLAG_ALPHA) == 0
  }

  /// libpng's message about the last failure.
  fileprivate var text: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

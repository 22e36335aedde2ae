import CTurboJPEG

/// Reads and writes JPEG pictures through TurboJPEG's handles, which never jump across Swift frames.
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
    let handle = try TurboJPEG(tjInitCompress(), name: name)
    let (width, height) = (Int32(image.width), Int32(image.height))
    let subsampling = Int32(TJSAMP_420.rawValue)
    var size = tjBufSize(width, height, subsampling)
    var status: Int32 = 0
    let file = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
      var start = buffer.baseAddress
      status = tjCompress2(
        handle.pointer,
        image.pixels,
        width,
        0,
        height,
        TJPF_RGB.rawValue,
        &start,
        &size,
        subsampling,
        Int32(quality),
        TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC
      )
      count = status == 0 ? Int(size) : 0
    }
    guard status == 0 else { throw handle.failure(name) }
    return file
  }

  /// The RGB picture in the bytes of a JPEG file called `name` in errors, equal to Pillow's to the bit.
  ///
  /// Accurate inverse DCT and smooth chroma upsampling; gray becomes RGB; CMYK samples are taken as
  /// inverted, as Adobe writes them. Truncated and corrupt data throw, also where libjpeg would go on
  /// with a warning and gray areas. Rotation tags are ignored.
  package static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> Image {
    let handle = try TurboJPEG(tjInitDecompress(), name: name)
    var (width, height, subsampling, colorSpace) = (Int32(0), Int32(0), Int32(-1), Int32(-1))
    // Its status is of no use: unusual subsampling fails, yet decodes well, and a file of tables
    // alone does not fail.
    tjDecompressHeader3(
      handle.pointer,
      bytes,
      UInt(bytes.count),
      &width,
      &height,
      &subsampling,
      &colorSpace
    )
    guard width > 0, height > 0, colorSpace >= 0 else {
      throw handle.failure(name)
    }
    try ImageError.checkExtents(width: Int(width), height: Int(height), file: name)
    let isCMYK = [TJCS_CMYK.rawValue, TJCS_YCCK.rawValue].contains(UInt32(colorSpace))
    let channelCount = isCMYK ? 4 : 3
    // CMYK becomes RGB beside itself; coefficients are 16 bits.
    let copies = Double(channelCount + (isCMYK ? 3 : 0))
    let coefficients =
      JPEGScans.needWholePicture(bytes)
      ? 2 * Self.samplesPerPixel(subsampling, channelCount: channelCount) : 0
    try ImageError.checkMemory(
      Int(Double(width) * Double(height) * (copies + coefficients)),
      width: Int(width),
      height: Int(height),
      fileSize: bytes.count,
      file: name
    )
    var samples = [UInt8](repeating: 0, count: Int(width) * Int(height) * channelCount)
    let result = tjDecompress2(
      handle.pointer,
      bytes,
      UInt(bytes.count),
      &samples,
      width,
      0,
      height,
      (isCMYK ? TJPF_CMYK : TJPF_RGB).rawValue,
      TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
    )
    guard result == 0 else { throw handle.failure(name) }
    return Image(
      width: Int(width),
      height: Int(height),
      pixels: isCMYK ? rgb(invertedCMYK: samples) : samples
    )
  }

  /// How many samples of all channels a pixel has on average, given libjpeg's code of the subsampling.
  private static func samplesPerPixel(_ subsampling: Int32, channelCount: Int) -> Double {
    switch subsampling {
    case Int32(TJSAMP_GRAY.rawValue): 1
    case Int32(TJSAMP_420.rawValue), Int32(TJSAMP_411.rawValue): 1.5
    case Int32(TJSAMP_422.rawValue), Int32(TJSAMP_440.rawValue): 2
    default: Double(channelCount)
    }
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

/// Reads BMP pictures, those without compression.
package enum BMPCodec {
  /// The RGB picture in the bytes of a BMP file called `name` in errors, equal to Pillow's to the bit.
  package static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> DecodedPicture {
    let header = try BMPHeader(bytes, name: name)
    let (width, height) = (header.width, header.height)
    try ImageError.checkExtents(width: width, height: height, file: name)
    guard header.start + header.rowByteCount * height <= bytes.count else {
      throw .corrupt(name, "is a BMP picture cut off after \(bytes.count) bytes")
    }
    try ImageError.checkMemory(
      3 * width * height,
      width: width,
      height: height,
      fileSize: bytes.count,
      file: name
    )
    // Black is what the palette leaves open, as in Pillow.
    var table = [UInt8](repeating: 0, count: 3 * 256)
    table.replaceSubrange(0..<header.palette.count, with: header.palette)
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, filled in
      for row in 0..<height {
        let line = header.isTopDown ? row : height - 1 - row
        write(
          bytes[(header.start + line * header.rowByteCount)...].prefix(header.rowByteCount),
          header,
          table,
          to: UnsafeMutableBufferPointer(
            rebasing: pixels[row * width * 3..<(row + 1) * width * 3]
          )
        )
      }
      filled = 3 * width * height
    }
    return DecodedPicture(image: Image(width: width, height: height, pixels: pixels))
  }

  private static func write(
    _ row: ArraySlice<UInt8>,
    _ header: BMPHeader,
    _ table: [UInt8],
    to pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    row.withUnsafeBufferPointer { row in
      for pixel in 0..<header.width {
        if header.bitCount <= 8 {
          let perByte = 8 / header.bitCount
          let shift = 8 - header.bitCount * (pixel % perByte + 1)
          let index = Int(row[pixel / perByte]) >> shift & (1 << header.bitCount - 1)
          for channel in 0..<3 { pixels[3 * pixel + channel] = table[3 * index + channel] }
          continue
        }
        let byteCount = header.bitCount / 8
        let value = (0..<byteCount).reduce(UInt32(0)) {
          $0 | UInt32(row[pixel * byteCount + $1]) << (8 * UInt32($1))
        }
        for (channel, mask) in header.masks.enumerated() {
          let most = mask >> UInt32(mask.trailingZeroBitCount)
          let level = (value & mask) >> UInt32(mask.trailingZeroBitCount)
          pixels[3 * pixel + channel] = UInt8(level * 255 / most)
        }
      }
    }
  }
}

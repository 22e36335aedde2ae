/// The pieces that a PNG file consists of.
enum PNGChunks {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The file without its optional chunks, which libpng would use to change the samples.
  ///
  /// Gamma, colour profiles and transparency go, as Pillow ignores them on the way to RGB. Throws
  /// where a chunk ends outside the file or the final one is missing.
  static func essential(of bytes: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    guard bytes.starts(with: signature) else {
      throw ImageError.corrupt(name, "does not begin as a PNG picture does")
    }
    var kept = signature
    kept.reserveCapacity(bytes.count)
    var start = signature.count
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 12 + length
      guard end <= bytes.count else { break }
      let kind = bytes[start + 4..<start + 8]
      // A small first letter marks a chunk that readers may skip.
      if kind[start + 4] & 0x20 == 0 { kept += bytes[start..<end] }
      if kind.elementsEqual("IEND".utf8) { return kept }
      start = end
    }
    throw ImageError.corrupt(name, "is a PNG picture cut off after \(bytes.count) bytes")
  }
}

import Compression

/// What a PNG file says of its picture, and the compressed samples.
///
/// Gamma, colour profiles and transparency are ignored, as Pillow ignores them on the way to RGB.
/// Source: Pillow's `PngImagePlugin` for what of a damaged file is read.
struct PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private(set) var layout: PNGLayout
  /// Red, green and blue of the colours that samples may stand for.
  private(set) var palette: [UInt8] = []
  /// The contents of the `IDAT` chunks, as far as the file reaches.
  private(set) var data: [UInt8] = []
  /// What is wrong behind the header, where it does no harm to the samples.
  private(set) var remark: String?
  /// Whether other pictures follow the first one.
  private var isAnimated = false

  /// Reads the chunks of a file.
  ///
  /// - Throws: `ImageError` where a chunk before the samples has a wrong checksum, and where the file
  ///   ends within a chunk other than the samples'.
  init(_ bytes: [UInt8], name: String) throws(ImageError) {
    guard bytes.starts(with: Self.signature) else {
      throw .corrupt(name, "does not begin as a PNG picture does")
    }
    var layout: PNGLayout?
    var position = Self.signature.count
    while true {
      guard let chunk = PNGChunk(bytes, at: position) else {
        throw Self.cutOff(name, bytes)
      }
      guard chunk.isNamed else {
        throw .corrupt(name, "is a damaged PNG picture (no chunk where one should be)")
      }
      if chunk.kind == "IDAT" || chunk.kind == "IEND" { break }
      guard chunk.isWhole, let isRight = chunk.hasRightChecksum(in: bytes) else {
        throw Self.cutOff(name, bytes)
      }
      guard isRight else {
        throw .corrupt(name, "is a damaged PNG picture (wrong checksum of its \(chunk.kind) chunk)")
      }
      if chunk.kind == "IHDR" { layout = try PNGLayout(bytes[chunk.contents], name: name) }
      if chunk.kind == "acTL" { isAnimated = true }
      if chunk.kind == "PLTE" { palette = Array(bytes[chunk.contents]) }
      position = chunk.end
    }
    guard let layout else { throw .corrupt(name, "is a PNG picture without a header") }
    self.layout = layout
    try readSamples(bytes, from: position, name: name)
  }

  /// Adds the contents of the `IDAT` chunks that follow each other, and looks at what comes behind them.
  private mutating func readSamples(
    _ bytes: [UInt8],
    from start: Int,
    name: String
  ) throws(ImageError) {
    var position = start
    var isInSamples = true
    data.reserveCapacity(bytes.count)
    while let chunk = PNGChunk(bytes, at: position), chunk.isNamed {
      if chunk.kind != "IDAT" { isInSamples = false }
      // What is behind the first picture is not looked at.
      if chunk.kind == "fcTL", isAnimated { return }
      if isInSamples {
        data += bytes[chunk.contents]
      } else if !chunk.isWhole, chunk.kind != "IEND" {
        throw Self.cutOff(name, bytes)
      }
      switch chunk.hasRightChecksum(in: bytes) {
      case true?: break
      case false?: note("wrong checksum of its \(chunk.kind) chunk")
      case nil: note("it ends before the checksum of its \(chunk.kind) chunk")
      }
      if chunk.kind == "IEND" { return }
      position = chunk.end
    }
    note("no IEND chunk at its end")
  }

  /// Remarks the first thing that is wrong.
  mutating func note(_ text: String) { remark = remark ?? text }

  static func cutOff(_ name: String, _ bytes: [UInt8]) -> ImageError {
    .corrupt(name, "is a PNG picture cut off after \(bytes.count) bytes")
  }
}

/// A piece of a PNG file: a length, four letters, contents, a checksum.
private struct PNGChunk {
  let kind: String
  /// Whether the name is one, of letters, digits and underscores.
  let isNamed: Bool
  /// The contents, as far as the file reaches.
  let contents: Range<Int>
  /// Whether the file reaches as far as the contents.
  let isWhole: Bool
  /// Where the next chunk begins.
  let end: Int

  /// The chunk at a position; nil where not even its head is there.
  init?(_ bytes: [UInt8], at position: Int) {
    guard position + 8 <= bytes.count else { return nil }
    let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    let letters = bytes[position + 4..<position + 8]
    kind = String(decoding: letters, as: UTF8.self)
    isNamed = letters.allSatisfy {
      let scalar = Unicode.Scalar($0)
      return scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar))
    }
    contents = position + 8..<min(position + 8 + length, bytes.count)
    isWhole = contents.count == length
    end = position + 12 + length
  }

  /// Whether the checksum is that of the contents; nil where the file does not reach as far.
  func hasRightChecksum(in bytes: [UInt8]) -> Bool? {
    guard end <= bytes.count else { return nil }
    let stored = bytes[end - 4..<end].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return CRC32.checksum(bytes[contents.lowerBound - 4..<contents.upperBound]) == stored
  }
}

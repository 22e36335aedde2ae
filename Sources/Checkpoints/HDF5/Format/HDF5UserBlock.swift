/// The 512 bytes before the HDF5 part of this program's files: a text of its length and its digest.
///
/// ```
/// protopnet HDF5 1
/// bytes 277008
/// sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// ```
/// The digest is of all bytes behind the block. A file that changes in place has `none` instead.
struct HDF5UserBlock: Equatable {
  static let byteCount = 512
  private static let kind = "protopnet HDF5 "
  static let version = 1

  /// The bytes of the whole file, this block included.
  let fileByteCount: Int
  /// 64 hexadecimal digits; nil for a file that changes in place.
  let digest: String?

  init(fileByteCount: Int, digest: String?) {
    (self.fileByteCount, self.digest) = (fileByteCount, digest)
  }

  var bytes: [UInt8] {
    var block = LittleEndianBytes()
    block.append(
      text: "\(Self.kind)\(Self.version)\nbytes \(fileByteCount)\nsha256 \(digest ?? "none")\n"
    )
    block.fill(to: Self.byteCount)
    return block.bytes
  }

  /// Whether a file that begins so is one of this program's; it may be damaged.
  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: kind.utf8) }

  /// The version of a block that a later version of this program wrote; nil for others.
  static func newerVersion(_ bytes: [UInt8]) -> Int? {
    let word = bytes.dropFirst(kind.utf8.count).prefix { $0 != UInt8(ascii: "\n") }.prefix(9)
    guard begins(bytes), let found = Int(String(decoding: word, as: UTF8.self)), found > version
    else { return nil }
    return found
  }

  /// Reads a block; nil where it is damaged.
  init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard lines.count == 3, lines[1].hasPrefix("bytes "), lines[2].hasPrefix("sha256 "),
      let count = Int(lines[1].dropFirst(6))
    else { return nil }
    let digest = String(lines[2].dropFirst(7))
    self.init(fileByteCount: count, digest: digest == "none" ? nil : digest)
    guard self.bytes == bytes else { return nil }
  }
}

import Compression
import Foundation

/// The entries of a zip archive that are stored as they are, which is how `torch.save` keeps them.
///
/// Source: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16 and, for large archives, 4.5.3.
struct ZipArchive {
  private struct Entry {
    let position: Int
    let byteCount: Int
    let checksum: UInt32
    let isStored: Bool
  }

  private let file: ForeignFile
  private let entries: [String: Entry]
  /// In the order of the directory.
  let names: [String]

  static func isOne(_ bytes: Data) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

  /// Reads the directory at the archive's end.
  init(_ file: ForeignFile) throws(CheckpointError) {
    self.file = file
    let bytes = file.bytes
    // A comment of up to 65,535 bytes may follow the end record.
    let tail = bytes.suffix(22 + 65_535)
    guard let end = tail.lastRange(of: Data([0x50, 0x4B, 0x05, 0x06]))?.lowerBound,
      bytes.endIndex - end >= 22
    else { throw file.error("has no directory at its end, as if it was cut off") }
    let count = bytes.number(at: end + 10, byteCount: 2)
    var position = bytes.number(at: end + 16, byteCount: 4)
    if position == 0xFFFF_FFFF, end - bytes.startIndex >= 20 {
      // The record of large archives is named by a locator right before this one.
      let record = bytes.number(at: end - 12, byteCount: 8)
      guard record >= 0, record <= bytes.count - 56 else { throw Self.damaged(file) }
      position = bytes.number(at: bytes.startIndex + record + 48, byteCount: 8)
    }
    var names: [String] = []
    var entries: [String: Entry] = [:]
    while names.count < count || count == 0xFFFF {
      guard position >= 0, position <= bytes.count - 46 else {
        if count == 0xFFFF { break }
        throw Self.damaged(file)
      }
      let start = bytes.startIndex + position
      guard bytes.number(at: start, byteCount: 4) == 0x0201_4B50 else {
        if count == 0xFFFF { break }
        throw Self.damaged(file)
      }
      let lengths = [28, 30, 32].map { bytes.number(at: start + $0, byteCount: 2) }
      let size = 46 + lengths.reduce(0, +)
      guard size <= bytes.count - position else { throw Self.damaged(file) }
      let name = String(decoding: bytes[start + 46..<start + 46 + lengths[0]], as: UTF8.self)
      var fields = [
        bytes.number(at: start + 24, byteCount: 4), bytes.number(at: start + 20, byteCount: 4),
        bytes.number(at: start + 42, byteCount: 4),
      ]
      let extra = start + 46 + lengths[0]
      Self.widen(&fields, from: bytes[extra..<extra + lengths[1]])
      let entry = Entry(
        position: fields[2],
        byteCount: fields[0],
        checksum: UInt32(truncatingIfNeeded: bytes.number(at: start + 16, byteCount: 4)),
        isStored: bytes.number(at: start + 10, byteCount: 2) == 0 && fields[0] == fields[1]
      )
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw file.error("holds the entry '\(name.prefix(80))' twice")
      }
      names.append(name)
      position += size
    }
    self.names = names
    self.entries = entries
  }

  /// The bytes of an entry, compared with their checksum; nil where there is no such entry.
  func bytes(of name: String) throws(CheckpointError) -> Data? {
    guard let entry = entries[name] else { return nil }
    let bytes = file.bytes
    guard entry.isStored else {
      throw file.error("holds the compressed entry '\(name)', which torch.save never writes")
    }
    guard entry.position >= 0, entry.position <= bytes.count - 30 else {
      throw Self.damaged(file)
    }
    let start = bytes.startIndex + entry.position
    let header =
      30 + bytes.number(at: start + 26, byteCount: 2) + bytes.number(at: start + 28, byteCount: 2)
    let available = bytes.count - entry.position - header
    guard bytes.number(at: start, byteCount: 4) == 0x0403_4B50, entry.byteCount >= 0,
      entry.byteCount <= available
    else { throw Self.damaged(file) }
    let contents = bytes[start + header..<start + header + entry.byteCount]
    guard CRC32.checksum(contents) == entry.checksum else {
      throw file.error("is damaged: entry '\(name)' does not have the checksum it says")
    }
    return contents
  }

  private static func damaged(_ file: ForeignFile) -> CheckpointError {
    file.error("is damaged: its directory does not fit its contents")
  }

  /// Replaces the fields that are too large for 32 bits by those of the extra field 1.
  private static func widen(_ fields: inout [Int], from extra: Data) {
    var rest = extra
    while rest.count >= 4 {
      let kind = rest.number(at: rest.startIndex, byteCount: 2)
      let size = rest.number(at: rest.startIndex + 2, byteCount: 2)
      guard size <= rest.count - 4 else { return }
      var values = rest.dropFirst(4).prefix(size)
      rest = rest.dropFirst(4 + size)
      guard kind == 1 else { continue }
      for index in fields.indices where fields[index] == 0xFFFF_FFFF && values.count >= 8 {
        fields[index] = values.number(at: values.startIndex, byteCount: 8)
        values = values.dropFirst(8)
      }
    }
  }
}

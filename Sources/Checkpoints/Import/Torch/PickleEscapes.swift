import Foundation

/// The texts of protocol 0, which are lines with escapes.
enum PickleEscapes {
  /// Python's `raw-unicode-escape`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
  static func rawUnicode(_ line: Data) -> String {
    let source = [UInt8](line)
    var utf8: [UInt8] = []
    utf8.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      let byte = source[index]
      index += 1
      let length = byte == 0x5C && index < source.count ? [0x75: 4, 0x55: 8][source[index]] : nil
      let end = index + 1 + (length ?? 0)
      if let length, end <= source.count, let scalar = scalar(source[index + 1..<end], length) {
        utf8 += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        index = end
      } else if byte < 0x80 {
        utf8.append(byte)
      } else {
        utf8 += [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
      }
    }
    return String(decoding: utf8, as: UTF8.self)
  }

  /// The bytes of a literal in quotes, as Python 2 writes its `str`.
  static func literal(_ line: Data) -> Data {
    guard let quote = line.first, line.count >= 2, line.last == quote else { return line }
    let plain: [UInt8: UInt8] = [0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09]
    var bytes = Data()
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == 0x5C, let kind = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      if kind == 0x78, let scalar = scalar(rest.prefix(2), 2),
        let byte = UInt8(exactly: scalar.value)
      {
        bytes.append(byte)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(plain[kind] ?? kind)
      }
    }
    return bytes
  }

  private static func scalar(
    _ digits: some Collection<UInt8>,
    _ count: Int
  ) -> UnicodeScalar? {
    guard digits.count == count else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(UnicodeScalar.init)
  }
}

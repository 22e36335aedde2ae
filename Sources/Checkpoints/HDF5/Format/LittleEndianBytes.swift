/// Bytes in the making, numbers with their lowest byte first.
struct LittleEndianBytes {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func append(_ values: UInt8...) { bytes += values }

  mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

  mutating func append(text: String) { bytes += text.utf8 }

  mutating func append<Number: FixedWidthInteger>(_ number: Number, as type: Number.Type) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// Adds zeros until the length is a multiple of `unit`.
  mutating func pad(to unit: Int) {
    bytes += [UInt8](repeating: 0, count: (unit - count % unit) % unit)
  }

  /// Adds zeros until there are `count` bytes.
  mutating func fill(to count: Int) {
    bytes += [UInt8](repeating: 0, count: max(0, count - self.count))
  }
}

/// Bytes of a file that are read from front to back; nil beyond their end.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) { (self.bytes, position) = (bytes, bytes.startIndex) }

  var restCount: Int { bytes.endIndex - position }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= restCount else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    guard let bytes = take(MemoryLayout<Number>.size) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  /// A length or an address; nil where it is no number of bytes that a file could have.
  mutating func size() -> Int? { number(UInt64.self).flatMap { Int(exactly: $0) } }
}

/// A protobuf message in the making: fields one after the other, each behind its number and kind.
///
/// Source: protobuf.dev/programming-guides/encoding.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  /// How a field's value is laid out.
  private enum Wire: UInt64 {
    case varint = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  mutating func add(_ field: UInt64, _ value: Double) {
    begin(field, .eightBytes)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: UInt64, _ value: Float) {
    begin(field, .fourBytes)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: UInt64, _ value: Int) {
    begin(field, .varint)
    addVarint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, bytes: Array(text.utf8)) }

  mutating func add(_ field: UInt64, _ message: ProtobufMessage) {
    add(field, bytes: message.bytes)
  }

  mutating func add(_ field: UInt64, bytes value: [UInt8]) {
    begin(field, .counted)
    addVarint(UInt64(value.count))
    bytes += value
  }

  private mutating func begin(_ field: UInt64, _ wire: Wire) {
    addVarint(field << 3 | wire.rawValue)
  }

  /// Seven bits a byte, the lowest first; all but the last have the eighth one set.
  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension FixedWidthInteger {
  /// The lowest byte first.
  var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}

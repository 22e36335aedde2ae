import Foundation

/// The fields of a message in the wire format of Protocol Buffers, read within strict bounds.
///
/// Source: "Encoding" in the documentation of Protocol Buffers.
struct ProtobufFields {
  enum Value {
    case integer(UInt64)
    case fixed32(Data)
    case fixed64(Data)
    /// A text, a message, bytes or packed numbers.
    case bytes(Data)
  }

  /// What breaks the wire format.
  struct Malformation: Error {
    let problem: String
  }

  private var rest: Data

  init(_ message: Data) { rest = message }

  /// The number and value of the next field; nil at the end.
  mutating func next() throws(Malformation) -> (number: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    guard key >> 3 > 0, key >> 3 < 1 << 29 else {
      throw Malformation(problem: "a field has the number \(key >> 3)")
    }
    let value: Value
    switch key & 7 {
    case 0: value = .integer(try varint())
    case 1: value = .fixed64(try take(8))
    case 2: value = .bytes(try take(try varint()))
    case 5: value = .fixed32(try take(4))
    default: throw Malformation(problem: "a field has the wire type \(key & 7)")
    }
    return (Int(key >> 3), value)
  }

  /// All integers of a packed field.
  static func packedIntegers(_ bytes: Data) throws(Malformation) -> [UInt64] {
    var fields = ProtobufFields(bytes)
    var values: [UInt64] = []
    while !fields.rest.isEmpty { values.append(try fields.varint()) }
    return values
  }

  private mutating func take(_ count: UInt64) throws(Malformation) -> Data {
    guard count <= UInt64(rest.count) else {
      throw Malformation(problem: "a field of \(count) bytes ends after \(rest.count)")
    }
    let bytes = rest.prefix(Int(count))
    rest = rest.dropFirst(Int(count))
    return bytes
  }

  private mutating func varint() throws(Malformation) -> UInt64 {
    var value: UInt64 = 0
    for (index, byte) in rest.prefix(10).enumerated() {
      // The tenth byte has room for one bit.
      if index == 9, byte > 1 { break }
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 {
        rest = rest.dropFirst(index + 1)
        return value
      }
    }
    throw Malformation(problem: "a number does not end")
  }
}

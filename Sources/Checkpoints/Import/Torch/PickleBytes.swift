import Foundation

/// A pickle's bytes, taken from the front.
struct PickleBytes {
  private(set) var rest: Data

  init(_ bytes: Data) { rest = bytes }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws(Unpickler.Malformation) -> Data {
    guard count >= 0, count <= rest.count else {
      throw Unpickler.Malformation(problem: "it ends in the middle of an instruction")
    }
    let taken = rest.prefix(count)
    rest = rest.dropFirst(count)
    return taken
  }

  mutating func byte() throws(Unpickler.Malformation) -> UInt8 {
    guard let byte = rest.popFirst() else {
      throw Unpickler.Malformation(problem: "it ends without its last instruction")
    }
    return byte
  }

  /// A little-endian number of `count` bytes, which must not be negative as an `Int`.
  mutating func integer(_ count: Int) throws(Unpickler.Malformation) -> Int {
    let bits = try take(count).littleEndianNumber
    guard let number = Int(exactly: bits) else {
      throw Unpickler.Malformation(problem: "it holds the number \(bits), which is too large")
    }
    return number
  }

  /// A little-endian number in two's complement of at most 8 bytes.
  mutating func signedInteger(_ count: Int) throws(Unpickler.Malformation) -> Int {
    guard count <= 8 else {
      throw Unpickler.Malformation(problem: "it holds a number of \(count) bytes")
    }
    let bits = try take(count).littleEndianNumber
    let unused = 64 - 8 * count
    return count == 0 ? 0 : Int(truncatingIfNeeded: Int64(bitPattern: bits << unused) >> unused)
  }

  mutating func bigEndianDouble() throws(Unpickler.Malformation) -> Double {
    Double(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  mutating func text(_ count: Int) throws(Unpickler.Malformation) -> String {
    String(decoding: try take(count), as: UTF8.self)
  }

  /// The text up to the next line break.
  mutating func line() throws(Unpickler.Malformation) -> String {
    guard let end = rest.firstIndex(of: 0x0A) else {
      throw Unpickler.Malformation(problem: "it ends in the middle of a name")
    }
    let text = String(decoding: rest[..<end], as: UTF8.self)
    rest = rest[rest.index(after: end)...]
    return text
  }
}

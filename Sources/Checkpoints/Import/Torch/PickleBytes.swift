import Foundation

/// A pickle's bytes, taken from the front.
struct PickleBytes {
  private let bytes: Data
  private var position: Data.Index

  init(_ bytes: Data) { (self.bytes, position) = (bytes, bytes.startIndex) }

  /// What was not taken yet.
  var rest: Data { bytes[position...] }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws(Unpickler.Malformation) -> Data {
    guard count >= 0, count <= bytes.endIndex - position else {
      throw Unpickler.Malformation(problem: "it ends in the middle of an instruction")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func byte() throws(Unpickler.Malformation) -> UInt8 {
    guard position < bytes.endIndex else {
      throw Unpickler.Malformation(problem: "it ends without its last instruction")
    }
    defer { position += 1 }
    return bytes[position]
  }

  /// A little-endian number of `count` bytes, which must not be negative as an `Int`.
  mutating func integer(_ count: Int) throws(Unpickler.Malformation) -> Int {
    let bits = try take(count).littleEndianNumber
    guard let number = Int(exactly: bits) else {
      throw Unpickler.Malformation(problem: "it holds the number \(bits), which is too large")
    }
    return number
  }

  /// A little-endian number in two's complement; opaque where it has more than 8 bytes.
  mutating func signedInteger(_ count: Int) throws(Unpickler.Malformation) -> Pickle.Value {
    let taken = try take(count)
    guard count <= 8 else { return .opaque }
    let unused = 64 - 8 * count
    let bits = taken.littleEndianNumber
    return .integer(count == 0 ? 0 : Int(Int64(bitPattern: bits << unused) >> unused))
  }

  mutating func bigEndianDouble() throws(Unpickler.Malformation) -> Double {
    Double(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  mutating func text(_ count: Int) throws(Unpickler.Malformation) -> String {
    String(decoding: try take(count), as: UTF8.self)
  }

  /// The text up to the next line break.
  mutating func line() throws(Unpickler.Malformation) -> String {
    String(decoding: try lineBytes(), as: UTF8.self)
  }

  /// The bytes up to the next line break.
  mutating func lineBytes() throws(Unpickler.Malformation) -> Data {
    let start = position - bytes.startIndex
    let length = bytes.withUnsafeBytes { raw in
      UnsafeRawBufferPointer(rebasing: raw[start...]).firstIndex(of: 0x0A)
    }
    guard let length else {
      throw Unpickler.Malformation(problem: "it ends in the middle of a name")
    }
    defer { position += length + 1 }
    return bytes[position..<position + length]
  }
}

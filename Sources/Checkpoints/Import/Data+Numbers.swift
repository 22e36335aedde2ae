import Foundation

extension Data {
  /// The little-endian number that all the bytes are, at most 8.
  var littleEndianNumber: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  /// A little-endian number within the bytes; negative where 8 bytes are too large for an `Int`.
  func number(at index: Index, byteCount: Int) -> Int {
    Int(truncatingIfNeeded: self[index..<index + byteCount].littleEndianNumber)
  }
}

/// The checksum of event files: CRC-32C (Castagnoli), masked so that it may lie within what is summed.
///
/// Source: RFC 3720, appendix B.4; TensorFlow's `tsl/lib/hash/crc32c.h`, `Mask`.
package enum CRC32C {
  /// What each byte adds, of the reflected polynomial.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82F6_3B78 }
  }

  package static func sum(_ bytes: [UInt8]) -> UInt32 {
    let table = table
    return ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// The sum as files have it: turned by 15 bits, with a constant added.
  package static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = sum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}

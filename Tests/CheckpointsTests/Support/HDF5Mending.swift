import Checkpoints
import Digests
import Foundation

/// Makes a damaged file of this program one that says of itself that it is whole.
enum HDF5Mending {
  /// Gives every header its checksum, the superblock's included.
  static func mendChecksums(of bytes: inout [UInt8]) {
    func mend(_ range: Range<Int>) {
      guard range.upperBound + 4 <= bytes.count else { return }
      let checksum = HDF5Checksum.of(bytes[range])
      for index in 0..<4 {
        bytes[range.upperBound + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
      }
    }
    mend(512..<556)
    for start in bytes.indices.dropLast(10)
    where bytes[start...].starts(with: Array("OHDR".utf8)) {
      let size = (0..<4).reduce(0) { $0 | Int(bytes[start + 6 + $1]) << (8 * $1) }
      mend(start..<start + 10 + size)
    }
  }

  /// Gives the user block the length and the digest of what follows it.
  static func mendDigest(of bytes: inout [UInt8]) {
    guard bytes.count > 512 else { return }
    let text =
      "protopnet HDF5 1\nbytes \(bytes.count)\nsha256 \(SHA256Digest(bytes[512...]))\n"
    bytes.replaceSubrange(
      0..<512,
      with: Array(text.utf8) + [UInt8](repeating: 0, count: 512 - text.utf8.count)
    )
  }
}

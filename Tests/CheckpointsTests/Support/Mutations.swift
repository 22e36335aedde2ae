import Checkpoints
import Digests
import Foundation
import TestSupport

/// Damaged copies of one of this program's HDF5 files, the same ones in every test.
struct Mutations {
  let original: [UInt8]
  private var draws: Draws

  init(of original: [UInt8], seed: UInt64 = 1) {
    (self.original, draws) = (original, Draws(seed: seed))
  }

  /// What somebody who means harm mends of a copy, so that its damage is not seen at once.
  enum Repair: CaseIterable {
    case nothing, digest, digestAndChecksums
  }

  /// One to four damages, most of them where the file says what it holds.
  mutating func next(_ repair: Repair) -> [UInt8] {
    var bytes = original
    for _ in 0...draws.next(below: 4) { damage(&bytes) }
    if repair == .digestAndChecksums { Self.mendChecksums(of: &bytes) }
    if repair != .nothing { Self.mendDigest(of: &bytes) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let structure = max(1, min(bytes.count, bytes.count / 3))
    let position = draws.next(below: draws.next(below: 5) == 0 ? bytes.count : structure)
    let words: [UInt64] = [0, 1, 8, 0xFF, 0xFFFF, 1 << 31, 1 << 32, 1 << 62, .max - 1, .max]
    switch draws.next(below: 7) {
    case 0: bytes[position] ^= 1 << UInt8(draws.next(below: 8))
    case 1: bytes[position] = UInt8(draws.next(below: 256))
    case 2, 3:
      let word = words[draws.next(below: words.count)]
      let count = [1, 2, 4, 8][draws.next(below: 4)]
      for index in 0..<count where position + index < bytes.count {
        bytes[position + index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * index))
      }
    case 4:
      let other = draws.next(below: structure)
      for index in 0..<draws.next(below: 64) where max(position, other) + index < bytes.count {
        bytes[position + index] = bytes[other + index]
      }
    case 5: bytes.removeLast(draws.next(below: bytes.count))
    default:
      let count = draws.next(below: 32)
      bytes.insert(contentsOf: [UInt8](repeating: 0xFF, count: count), at: position)
    }
    if bytes.isEmpty { bytes = [0] }
  }

  /// Gives every header its checksum, the superblock's included.
  private static func mendChecksums(of bytes: inout [UInt8]) {
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
  private static func mendDigest(of bytes: inout [UInt8]) {
    guard bytes.count > 512 else { return }
    let text =
      "protopnet HDF5 1\nbytes \(bytes.count)\nsha256 \(SHA256Digest(bytes[512...]))\n"
    bytes.replaceSubrange(
      0..<512,
      with: Array(text.utf8) + [UInt8](repeating: 0, count: 512 - text.utf8.count)
    )
  }
}

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
    if repair == .digestAndChecksums { HDF5Mending.mendChecksums(of: &bytes) }
    if repair != .nothing { HDF5Mending.mendDigest(of: &bytes) }
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
}

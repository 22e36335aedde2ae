/// The checksum of HDF5's metadata.
///
/// Source: Bob Jenkins' `lookup3.c`, function `hashlittle` with the initial value 0.
package enum HDF5Checksum {
  package static func of(_ bytes: some RandomAccessCollection<UInt8>) -> UInt32 {
    var state = SIMD3<UInt32>(repeating: 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count))
    var rest = bytes[...]
    while rest.count > 12 {
      state &+= words(rest.prefix(12))
      rest = rest.dropFirst(12)
      mix(&state)
    }
    guard !rest.isEmpty else { return state.z }
    state &+= words(rest)
    finish(&state)
    return state.z
  }

  /// Up to twelve bytes as three words, the lowest byte first.
  private static func words(_ bytes: some Sequence<UInt8>) -> SIMD3<UInt32> {
    var words = SIMD3<UInt32>()
    for (index, byte) in bytes.enumerated() {
      words[index / 4] |= UInt32(byte) << UInt32(8 * (index % 4))
    }
    return words
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }

  private static func mix(_ state: inout SIMD3<UInt32>) {
    var (a, b, c) = (state.x, state.y, state.z)
    for (first, second, third) in [(4, 6, 8), (16, 19, 4)] as [(UInt32, UInt32, UInt32)] {
      a = (a &- c) ^ rotate(c, first)
      c &+= b
      b = (b &- a) ^ rotate(a, second)
      a &+= c
      c = (c &- b) ^ rotate(b, third)
      b &+= a
    }
    state = SIMD3(a, b, c)
  }

  private static func finish(_ state: inout SIMD3<UInt32>) {
    var (a, b, c) = (state.x, state.y, state.z)
    c = (c ^ b) &- rotate(b, 14)
    a = (a ^ c) &- rotate(c, 11)
    b = (b ^ a) &- rotate(a, 25)
    c = (c ^ b) &- rotate(b, 16)
    a = (a ^ c) &- rotate(c, 4)
    b = (b ^ a) &- rotate(a, 14)
    c = (c ^ b) &- rotate(b, 24)
    state = SIMD3(a, b, c)
  }
}

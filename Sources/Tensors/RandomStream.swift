/// A counter-based random stream: equal keys give equal numbers, in whatever order streams are used.
///
/// A stream is named by (seed, purpose, epoch, index); its n-th number depends on nothing else, so
/// work may be reordered, parallelised or resumed without changing a draw.
/// Source: Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
package struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  private var blockIndex: UInt64 = 0
  private var block = SIMD4<UInt32>()
  private var used = 4

  /// Creates the stream of a purpose (`"shuffle"`, `"initialization"`, …) within a seeded run.
  package init(seed: UInt64, purpose: String, epoch: Int = 0, index: Int = 0) {
    var name = Self.mix(seed)
    for byte in purpose.utf8 { name = Self.mix(name ^ UInt64(byte)) }
    let position = Self.mix(
      Self.mix(UInt64(bitPattern: Int64(epoch))) ^ UInt64(bitPattern: Int64(index))
    )
    key = SIMD2(UInt32(truncatingIfNeeded: name), UInt32(truncatingIfNeeded: name >> 32))
    stream = SIMD2(UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32))
  }

  /// The next 32 random bits.
  package mutating func nextWord() -> UInt32 {
    if used == 4 {
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: blockIndex),
        UInt32(truncatingIfNeeded: blockIndex >> 32),
        stream.x,
        stream.y
      )
      block = Self.philox(counter: counter, key: key)
      blockIndex &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  package mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A number of the uniform distribution on [0, 1), a multiple of 2⁻²⁴.
  package mutating func uniform() -> Float { Float(nextWord() >> 8) * 0x1p-24 }

  /// A number of the uniform distribution on [low, high).
  package mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * uniform()
  }

  /// An integer of the uniform distribution on 0..<bound, without bias.
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= Int(UInt32.max), "no integer below \(bound)")
    let range = UInt32(bound)
    var product = UInt64(nextWord()) * UInt64(range)
    if UInt32(truncatingIfNeeded: product) < range {
      let threshold = (0 &- range) % range
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(nextWord()) * UInt64(range)
      }
    }
    return Int(product >> 32)
  }

  /// The indices 0..<count in random order (Fisher and Yates).
  package mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }

  /// SplitMix64's finaliser: spreads a name's bits over the whole word.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// The ten rounds of Philox4x32.
  package static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) * UInt64(c.x)
      let second = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ c.y ^ k.x,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c.w ^ k.y,
        UInt32(truncatingIfNeeded: first)
      )
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }
}

/// Percentiles with linear interpolation between neighbouring ranks, as NumPy takes them.
package enum Percentile {
  /// The percentile, 0…100, of finite values.
  ///
  /// Complexity: O(n).
  package static func value(of values: Span<Float>, percentile: Double) -> Double {
    precondition(!values.isEmpty && (0...100).contains(percentile), "no percentile \(percentile)")
    let rank = percentile / 100 * Double(values.count - 1)
    let lowerRank = Int(rank)
    let lower = Double(smallest(lowerRank, of: values))
    let fraction = rank - Double(lowerRank)
    guard fraction > 0 else { return lower }
    return lower + (Double(smallest(lowerRank + 1, of: values)) - lower) * fraction
  }

  /// The value at a rank in ascending order, 0-based, by counting the halves of its bit pattern.
  package static func smallest(_ rank: Int, of values: Span<Float>) -> Float {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for index in values.indices { counts[Int(orderedBits(values[index]) >> 16)] += 1 }
    var remaining = rank
    let upper = bucket(of: &remaining, in: counts)
    for index in counts.indices { counts[index] = 0 }
    for index in values.indices {
      let bits = orderedBits(values[index])
      if bits >> 16 == UInt32(upper) { counts[Int(bits & 0xFFFF)] += 1 }
    }
    let bits = UInt32(upper) << 16 | UInt32(bucket(of: &remaining, in: counts))
    return Float(bitPattern: bits >> 31 == 1 ? bits & 0x7FFF_FFFF : ~bits)
  }

  /// The bucket that holds a rank, which becomes the rank within it.
  private static func bucket(of rank: inout Int, in counts: [Int]) -> Int {
    for (index, count) in counts.enumerated() {
      if rank < count { return index }
      rank -= count
    }
    preconditionFailure("no rank \(rank) beyond the last value")
  }

  /// A bit pattern whose unsigned order is the order of the floats.
  private static func orderedBits(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }
}

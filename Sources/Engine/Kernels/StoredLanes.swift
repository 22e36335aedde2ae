import CBFloat16

/// The channels of a block at one cell as they lie in memory; all are computed with as floats.
protocol StoredLanes {
  associatedtype Lanes: ChannelLanes

  init(storing lanes: Lanes)
  var lanes: Lanes { get }
}

extension SIMD8<Float>: StoredLanes {
  @inline(__always)
  init(storing lanes: Self) { self = lanes }

  @inline(__always)
  var lanes: Self { self }
}

extension SIMD16<Float>: StoredLanes {
  @inline(__always)
  init(storing lanes: Self) { self = lanes }

  @inline(__always)
  var lanes: Self { self }
}

/// Sixteen channels of bfloat16: the upper halves of floats, rounded to the nearest.
struct BFloat16Cell: StoredLanes {
  private let bits: SIMD16<UInt16>

  @inline(__always)
  init(storing lanes: SIMD16<Float>) { bits = bfloat16_rounded(lanes) }

  @inline(__always)
  var lanes: SIMD16<Float> { bfloat16_widened(bits) }
}

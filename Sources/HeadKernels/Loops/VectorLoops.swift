/// Short loops over contiguous numbers; sums run in eight lanes, hence in one fixed order.
enum VectorLoops {
  /// target ← target + scale·(left − right).
  static func accumulateDifference(
    _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>,
    times scale: Float,
    count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<count { target[index] += scale * (left[index] - right[index]) }
  }

  /// ‖left − right‖², taken from the differences, hence without cancellation.
  static func squaredDistance<Scalar: BinaryFloatingPoint & SIMDScalar>(
    _ left: UnsafePointer<Scalar>,
    _ right: UnsafePointer<Scalar>,
    count: Int
  ) -> Scalar {
    sumOfSquares(
      count: count,
      lanes: { load8(left + $0) - load8(right + $0) },
      rest: { left[$0] - right[$0] }
    )
  }

  /// ‖vector‖².
  static func squaredNorm(_ vector: UnsafePointer<Float>, count: Int) -> Float {
    sumOfSquares(count: count, lanes: { load8(vector + $0) }, rest: { vector[$0] })
  }

  /// Σ x² over `count` numbers, of which `lanes` reads eight from an index on and `rest` one.
  @inline(__always)
  private static func sumOfSquares<Scalar: BinaryFloatingPoint & SIMDScalar>(
    count: Int,
    lanes: (Int) -> SIMD8<Scalar>,
    rest: (Int) -> Scalar
  ) -> Scalar {
    var sums = SIMD8<Scalar>.zero
    var index = 0
    while index + 8 <= count {
      let values = lanes(index)
      sums += values * values
      index += 8
    }
    var sum = sums.sum()
    while index < count {
      let value = rest(index)
      sum += value * value
      index += 1
    }
    return sum
  }

  @inline(__always)
  private static func load8<Scalar: SIMDScalar>(
    _ source: UnsafePointer<Scalar>
  ) -> SIMD8<Scalar> { UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Scalar>.self) }
}

/// Short loops over contiguous floats; sums run in eight lanes, hence in one fixed order.
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
  static func squaredDistance(
    _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>,
    count: Int
  ) -> Float {
    var lanes = SIMD8<Float>.zero
    var index = 0
    while index + 8 <= count {
      let difference = load8(left + index) - load8(right + index)
      lanes += difference * difference
      index += 8
    }
    var sum = lanes.sum()
    while index < count {
      let difference = left[index] - right[index]
      sum += difference * difference
      index += 1
    }
    return sum
  }

  /// ‖vector‖².
  static func squaredNorm(_ vector: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = SIMD8<Float>.zero
    var index = 0
    while index + 8 <= count {
      let values = load8(vector + index)
      lanes += values * values
      index += 8
    }
    var sum = lanes.sum()
    while index < count {
      sum += vector[index] * vector[index]
      index += 1
    }
    return sum
  }

  @inline(__always)
  private static func load8(_ source: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
  }

  /// ‖left − right‖² in double precision.
  static func squaredDistance(
    _ left: UnsafePointer<Double>,
    _ right: UnsafePointer<Double>,
    count: Int
  ) -> Double {
    var lanes = SIMD8<Double>.zero
    var index = 0
    while index + 8 <= count {
      let difference = load8(left + index) - load8(right + index)
      lanes += difference * difference
      index += 8
    }
    var sum = lanes.sum()
    while index < count {
      let difference = left[index] - right[index]
      sum += difference * difference
      index += 1
    }
    return sum
  }

  @inline(__always)
  private static func load8(_ source: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Double>.self)
  }
}

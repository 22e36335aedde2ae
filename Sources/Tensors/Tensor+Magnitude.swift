/// How large numbers are, and whether they are numbers.
package enum Magnitude {
  /// The largest absolute value; NaN where there is a NaN, 0 of nothing.
  package static func largest(of values: UnsafeBufferPointer<Float>) -> Float {
    // As integers, bits without their sign are ordered as the magnitudes are, and NaN comes last.
    var largest: UInt32 = 0
    for value in values { largest = max(largest, value.bitPattern & 0x7FFF_FFFF) }
    return Float(bitPattern: largest)
  }
}

extension Tensor {
  /// The largest absolute value; NaN where there is a NaN.
  package var largestMagnitude: Float { withUnsafeValues { Magnitude.largest(of: $0) } }

  /// Whether no element is NaN or infinite.
  package var isFinite: Bool { largestMagnitude.isFinite }

  /// The place of the first element in row-major order that is NaN or infinite; nil where there is none.
  package var firstNonFiniteIndex: Int? {
    isFinite ? nil : withUnsafeValues { values in values.firstIndex { !$0.isFinite } }
  }

  /// Whether each row of a matrix [N, K] holds a NaN, [N].
  package var rowsWithNaN: [Bool] {
    precondition(shape.rank == 2, "no rows in \(shape)")
    let count = shape[1]
    return withUnsafeValues { values in
      (0..<shape[0]).map { row in
        Magnitude.largest(
          of: UnsafeBufferPointer(rebasing: values[row * count..<(row + 1) * count])
        )
        .isNaN
      }
    }
  }
}

/// A table of colours for 256 levels.
package struct ColorMap: Sendable {
  let colors: [SIMD3<UInt8>]

  /// The red, green and blue samples of a level.
  package subscript(level: UInt8) -> SIMD3<UInt8> { colors[Int(level)] }

  /// OpenCV's JET, from dark blue over green and yellow to dark red.
  ///
  /// Source: OpenCV's `COLORMAP_JET`: three ramps of slope 4 with ties rounded to even, but for the
  /// blue of level 159, which the table has as 1.
  package static let jet = ColorMap(
    colors: (0..<256).map { level in
      let rising = SIMD3(4 * level - 382, 4 * level - 128, 4 * level + 128)
      let falling = SIMD3(1_148 - 4 * level, 892 - 4 * level, 638 - 4 * level)
      var color = pointwiseMin(rising, falling)
        .clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 255))
      if level == 159 { color.z = 1 }
      return SIMD3<UInt8>(truncatingIfNeeded: color)
    }
  )
}

/// How the samples around a point are weighed when a picture is resized.
package enum ResizeFilter: Sendable {
  /// A triangle.
  case bilinear
  /// A cubic with a = −½, which sharpens a little.
  case bicubic

  /// The distance from which on a sample weighs nothing, in samples of the coarser side.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The weight of a sample at a distance.
  ///
  /// Source: Pillow, `bilinear_filter` and `bicubic_filter` of `Resample.c`.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear: return max(1 - x, 0)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
    }
  }
}

/// A place or an offset: x to the right, y downwards.
typealias Point = SIMD2<Float>

/// Red, green and blue from 0 to 1.
typealias Color = SIMD3<Float>

/// An affine map of the plane, x ↦ Mx + t.
///
/// Everything that decides a sample is made of additions, multiplications, divisions and square
/// roots, which round equally on every machine; sines are sums of their series for that reason.
struct Affine {
  /// The images of the unit vectors, M's columns.
  var horizontal = Point(1, 0)
  var vertical = Point(0, 1)
  var translation = Point(0, 0)

  func callAsFunction(_ point: Point) -> Point {
    horizontal * point.x + vertical * point.y + translation
  }

  /// The factor by which lengths grow on average, √|det M|.
  var scale: Float {
    (horizontal.x * vertical.y - horizontal.y * vertical.x).magnitude.squareRoot()
  }

  /// The map that applies `self` first and `next` to the result.
  func then(_ next: Affine) -> Affine {
    Affine(
      horizontal: next(horizontal) - next.translation,
      vertical: next(vertical) - next.translation,
      translation: next(translation)
    )
  }

  /// Turns clockwise about `center`, by at most 180 degrees either way.
  static func rotation(degrees: Float, about center: Point = Point(0, 0)) -> Affine {
    let (cosine, sine) = (sine(degrees: degrees + 90), sine(degrees: degrees))
    var map = Affine(horizontal: Point(cosine, sine), vertical: Point(-sine, cosine))
    map.translation = center - map(center)
    return map
  }

  /// Stretches along both axes; a negative factor mirrors.
  static func scaling(_ x: Float, _ y: Float) -> Affine {
    Affine(horizontal: Point(x, 0), vertical: Point(0, y))
  }

  static func shift(_ offset: Point) -> Affine { Affine(translation: offset) }

  /// The sine as the first terms of its Taylor series, good for a turn and a half.
  static func sine(degrees: Float) -> Float {
    let x = Double(degrees) * .pi / 180
    var (term, sum) = (x, x)
    for n in 1...18 {
      term *= -x * x / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return Float(sum)
  }
}

extension Point {
  /// The place at a share of the way to `other`.
  func toward(_ other: Point, _ share: Float) -> Point { self + (other - self) * share }
}

extension Color {
  /// A colour of the hue circle (0 and 1 are red, ⅓ green, ⅔ blue).
  init(hue: Float, saturation: Float, brightness: Float) {
    func channel(_ offset: Float) -> Float {
      var position = hue + offset
      position -= position.rounded(.down)
      let pure = Swift.min(Swift.max((position * 6 - 3).magnitude - 1, 0), 1)
      return brightness * (1 + saturation * (pure - 1))
    }
    self.init(channel(0), channel(2 / 3), channel(1 / 3))
  }

  func mixed(with other: Color, _ share: Float) -> Color { self + (other - self) * share }
}

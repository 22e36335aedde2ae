/// An area bounded by a closed outline, or a line with a thickness.
struct Shape {
  /// The corners, in drawing order.
  private(set) var points: [Point]
  /// Half of the thickness at the first and last point of a line; nil for an area.
  private(set) var radii: (first: Float, last: Float)?

  /// The area inside straight edges.
  static func polygon(_ points: [Point]) -> Shape { Shape(points: points) }

  /// The area inside a smooth curve through all points; a point given twice makes a corner.
  static func blob(_ points: [Point]) -> Shape {
    Shape(points: curve(points, isClosed: true))
  }

  /// The area around a centre with a radius along each axis, as a polygon.
  static func ellipse(_ center: Point, _ x: Float, _ y: Float, corners: Int = 12) -> Shape {
    let points = (0..<corners).map { step -> Point in
      let degrees = Float(step * 360) / Float(corners) - 180
      return center
        + Point(x * Affine.sine(degrees: degrees + 90), y * Affine.sine(degrees: degrees))
    }
    return Shape(points: points)
  }

  /// A smooth line through all points with round ends, `first` thick where it begins, `last` at the end.
  static func line(_ points: [Point], _ first: Float, _ last: Float) -> Shape {
    Shape(points: curve(points, isClosed: false), radii: (first / 2, last / 2))
  }

  /// The shape after a map of the plane.
  func mapped(by map: Affine) -> Shape {
    let scale = map.scale
    return Shape(
      points: points.map { map($0) },
      radii: radii.map { ($0.first * scale, $0.last * scale) }
    )
  }

  /// The smallest upright box that holds the shape.
  var bounds: (low: Point, high: Point) {
    let margin = radii.map { max($0.first, $0.last) } ?? 0
    var (low, high) = (points[0], points[0])
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    return (low - margin, high + margin)
  }

  /// Points on a Catmull-Rom curve, three to a piece.
  private static func curve(_ points: [Point], isClosed: Bool) -> [Point] {
    let count = points.count
    func point(_ index: Int) -> Point {
      isClosed ? points[(index + count) % count] : points[min(max(index, 0), count - 1)]
    }
    var result: [Point] = []
    for index in 0..<(isClosed ? count : count - 1) {
      let (start, end) = (point(index), point(index + 1))
      guard start != end else { continue }
      let leaving = (end - point(index - 1)) * 0.5
      let arriving = (point(index + 2) - start) * 0.5
      for step in 0..<3 {
        let t = Float(step) / 3
        let back = t - 1
        result.append(
          start * ((1 + 2 * t) * back * back) + end * (t * t * (3 - 2 * t))
            + leaving * (t * back * back) + arriving * (t * t * back)
        )
      }
    }
    if !isClosed { result.append(point(count - 1)) }
    return result
  }
}

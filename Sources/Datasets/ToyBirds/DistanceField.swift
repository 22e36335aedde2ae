/// The signed distance of the places of a row from a shape's border, negative inside.
///
/// A row is entered before its places are asked for. Edges that the row does not come near are left
/// out then, so that a distance beyond the reach may be too large, but never of the wrong sign.
struct DistanceField {
  private struct Edge {
    /// Where the edge starts, and the way to its end.
    let x, y, dx, dy: Float
    /// 1 / length².
    let scale: Float
    /// Half of the thickness at the start, and what it grows by to the end; 0 for an area.
    let radius, growth: Float
  }

  private let edges: [Edge]
  private let isArea: Bool
  /// The row's height, and the edges near it.
  private var y: Float = 0
  private var near: [Edge] = []

  init(_ shape: Shape) {
    let points = shape.points
    let isArea = shape.radii == nil
    let count = isArea ? points.count : points.count - 1
    let (first, last) = shape.radii ?? (0, 0)
    let growth = (last - first) / Float(count)
    self.isArea = isArea
    edges = (0..<count).compactMap { index in
      let (start, end) = (points[index], points[(index + 1) % points.count])
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let squaredLength = dx * dx + dy * dy
      guard squaredLength > 0 else { return nil }
      return Edge(
        x: start.x,
        y: start.y,
        dx: dx,
        dy: dy,
        scale: 1 / squaredLength,
        radius: first + growth * Float(index),
        growth: growth
      )
    }
  }

  /// Goes to a row; distances up to `reach` are exact in it.
  mutating func enterRow(_ y: Float, reach: Float) {
    self.y = y
    near.removeAll(keepingCapacity: true)
    for edge in edges {
      let margin = reach + max(edge.radius, edge.radius + edge.growth)
      let (low, high) = edge.dy < 0 ? (edge.y + edge.dy, edge.y) : (edge.y, edge.y + edge.dy)
      if y >= low - margin, y <= high + margin { near.append(edge) }
    }
  }

  /// The distance at a place of the row; O(edges near the row).
  func distance(_ x: Float) -> Float { isArea ? areaDistance(x) : lineDistance(x) }

  /// Source: Quilez, "2D distance functions", polygon.
  private func areaDistance(_ x: Float) -> Float {
    var nearest = Float.infinity
    var isInside = false
    for edge in near {
      let (px, py) = (x - edge.x, y - edge.y)
      nearest = min(nearest, Self.squaredDistance(px, py, edge).value)
      // An edge whose ends lie on both sides of the row is crossed on the way to the right.
      let startsAbove = py >= 0
      if startsAbove != (py >= edge.dy), startsAbove == (edge.dx * py > edge.dy * px) {
        isInside.toggle()
      }
    }
    return isInside ? -nearest.squareRoot() : nearest.squareRoot()
  }

  private func lineDistance(_ x: Float) -> Float {
    var nearest = Float.infinity
    for edge in near {
      let (squared, share) = Self.squaredDistance(x - edge.x, y - edge.y, edge)
      nearest = min(nearest, squared.squareRoot() - edge.radius - edge.growth * share)
    }
    return nearest
  }

  /// The squared distance to the nearest point of an edge, which lies at `share` of its length.
  @inline(__always)
  private static func squaredDistance(
    _ px: Float,
    _ py: Float,
    _ edge: Edge
  ) -> (value: Float, share: Float) {
    let along = (px * edge.dx + py * edge.dy) * edge.scale
    let share = along < 0 ? 0 : along > 1 ? 1 : along
    let (qx, qy) = (px - edge.dx * share, py - edge.dy * share)
    return (qx * qx + qy * qy, share)
  }
}

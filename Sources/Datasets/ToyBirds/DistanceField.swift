/// The signed distance of places from a shape's border, negative inside.
struct DistanceField {
  /// Four edges side by side, which are looked at together.
  private struct Edges {
    /// Where the edges start, and the way to their ends.
    var x = SIMD4<Float>()
    var y = SIMD4<Float>()
    var dx = SIMD4<Float>()
    var dy = SIMD4<Float>()
    /// 1 / length²; 0 for the fill-up edges, which are points.
    var scale = SIMD4<Float>()
    /// Half of the thickness at the start, and what it grows by to the end; 0 for an area.
    var radius = SIMD4<Float>()
    var growth = SIMD4<Float>()
  }

  private var edges: [Edges] = []
  private let isArea: Bool

  init(_ shape: Shape) {
    let points = shape.points
    isArea = shape.radii == nil
    let count = isArea ? points.count : points.count - 1
    let (first, last) = shape.radii ?? (0, 0)
    let growth = (last - first) / Float(count)
    for start in stride(from: 0, to: count, by: 4) {
      var pack = Edges()
      for lane in 0..<4 {
        let index = min(start + lane, count - 1)
        let begin = points[index]
        let offset = points[(index + 1) % points.count] - begin
        let squaredLength = (offset * offset).sum()
        pack.x[lane] = begin.x
        pack.y[lane] = begin.y
        pack.radius[lane] = first + growth * Float(index)
        guard index == start + lane, squaredLength > 0 else { continue }
        pack.dx[lane] = offset.x
        pack.dy[lane] = offset.y
        pack.scale[lane] = 1 / squaredLength
        pack.growth[lane] = growth
      }
      edges.append(pack)
    }
  }

  /// The distance at a place; O(edges).
  func callAsFunction(_ x: Float, _ y: Float) -> Float {
    isArea ? areaDistance(x, y) : lineDistance(x, y)
  }

  /// Source: Quilez, "2D distance functions", polygon.
  private func areaDistance(_ x: Float, _ y: Float) -> Float {
    var nearest = SIMD4<Float>(repeating: .infinity)
    var crossings = SIMD4<Int32>()
    for edge in edges {
      let (px, py) = (x - edge.x, y - edge.y)
      let distance = Self.squaredDistance(px, py, edge).value
      nearest.replace(with: distance, where: distance .< nearest)
      // An edge whose ends lie on both sides of the place's row is crossed on the way to the right.
      let startsAbove = py .>= 0
      let crosses =
        (startsAbove .!= (py .>= edge.dy))
        .& (startsAbove .== (edge.dx * py .> edge.dy * px))
      crossings.replace(with: 1 &- crossings, where: crosses)
    }
    let distance = nearest.min().squareRoot()
    return crossings.wrappedSum() & 1 == 1 ? -distance : distance
  }

  private func lineDistance(_ x: Float, _ y: Float) -> Float {
    var nearest = SIMD4<Float>(repeating: .infinity)
    for edge in edges {
      let (squared, share) = Self.squaredDistance(x - edge.x, y - edge.y, edge)
      let distance = squared.squareRoot() - edge.radius - edge.growth * share
      nearest.replace(with: distance, where: distance .< nearest)
    }
    return nearest.min()
  }

  /// The squared distance to the nearest point of an edge, which lies at `share` of its length.
  @inline(__always)
  private static func squaredDistance(
    _ px: SIMD4<Float>,
    _ py: SIMD4<Float>,
    _ edge: Edges
  ) -> (value: SIMD4<Float>, share: SIMD4<Float>) {
    var share = (px * edge.dx + py * edge.dy) * edge.scale
    share.replace(with: 0, where: share .< 0)
    share.replace(with: 1, where: share .> 1)
    let (qx, qy) = (px - edge.dx * share, py - edge.dy * share)
    return (qx * qx + qy * qy, share)
  }
}

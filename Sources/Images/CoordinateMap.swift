/// Which point of the input each point of the output shows.
///
/// Points are in pixels from the top left corner of a picture; the centre of its first pixel is (½, ½).
package enum CoordinateMap: Sendable, Hashable {
  case affine(AffineMap)
  case perspective(PerspectiveMap)
  case bilinear(BilinearMap)
}

/// u = ax + by + c, v = dx + ey + f for an output point (x, y) and an input point (u, v).
package struct AffineMap: Sendable, Hashable {
  package var a, b, c, d, e, f: Double

  package init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
    (self.a, self.b, self.c) = (a, b, c)
    (self.d, self.e, self.f) = (d, e, f)
  }
}

/// u = (ax + by + c) / (gx + hy + 1), v = (dx + ey + f) / (gx + hy + 1).
package struct PerspectiveMap: Sendable, Hashable {
  /// a, b, c, d, e, f, g, h.
  package let coefficients: [Double]

  /// The map that takes four output points to four input points, no three on a line.
  package init(taking outputs: [SIMD2<Double>], to inputs: [SIMD2<Double>]) {
    precondition(outputs.count == 4 && inputs.count == 4, "not four points")
    var equations: [[Double]] = []
    for (output, input) in zip(outputs, inputs) {
      let (x, y) = (output.x, output.y)
      equations.append([x, y, 1, 0, 0, 0, -input.x * x, -input.x * y, input.x])
      equations.append([0, 0, 0, x, y, 1, -input.y * x, -input.y * y, input.y])
    }
    coefficients = Self.solution(of: &equations)
  }

  /// Gauss's elimination with row pivots; the last column is the right side.
  private static func solution(of rows: inout [[Double]]) -> [Double] {
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      precondition(rows[pivot][column] != 0, "three of the four points lie on a line")
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for index in column...count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}

/// u = a + bx + cy + dxy, v = e + fx + gy + hxy: a rectangle filled from a quadrilateral.
package struct BilinearMap: Sendable, Hashable {
  /// a, b, c, d, e, f, g, h.
  package let coefficients: [Double]

  /// The map of a rectangle at the origin to the quadrilateral of its four corners in the input.
  ///
  /// Source: Pillow, `Image.Transform.QUAD`.
  package init(
    width: Double,
    height: Double,
    topLeft: SIMD2<Double>,
    bottomLeft: SIMD2<Double>,
    bottomRight: SIMD2<Double>,
    topRight: SIMD2<Double>
  ) {
    precondition(width > 0 && height > 0, "a rectangle of \(width)×\(height)")
    let right = (topRight - topLeft) / width
    let down = (bottomLeft - topLeft) / height
    let both = (bottomRight - bottomLeft - topRight + topLeft) / (width * height)
    coefficients = [
      topLeft.x, right.x, down.x, both.x,
      topLeft.y, right.y, down.y, both.y,
    ]
  }
}

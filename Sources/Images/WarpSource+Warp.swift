/// A rectangle of an output and the map that fills it.
package struct WarpTile: Sendable {
  package let columns: Range<Int>
  package let rows: Range<Int>
  /// In coordinates whose origin is the rectangle's top left corner.
  package let map: CoordinateMap

  package init(columns: Range<Int>, rows: Range<Int>, map: CoordinateMap) {
    self.columns = columns
    self.rows = rows
    self.map = map
  }
}

extension WarpSource {
  /// The picture warped by one map; of the output, the part in ranges of columns and rows.
  ///
  /// A pixel is sampled where its centre is mapped to, by a bicubic polynomial with a = −1, and cut off
  /// to 8 bits; it is black if that point lies outside the picture.
  /// Source: Pillow, `Image.transform(…, BICUBIC)`.
  package func warped(by map: CoordinateMap, columns: Range<Int>, rows: Range<Int>) -> Image {
    output(width: columns.count, height: rows.count) { output in
      fill(
        output,
        columns: 0..<columns.count,
        rows: 0..<rows.count,
        shift: (columns.lowerBound, rows.lowerBound),
        by: map
      )
    }
  }

  /// A picture filled tile by tile, black where there is no tile.
  ///
  /// Source: Pillow, `Image.transform(…, MESH, …, BICUBIC)`.
  package func warped(width: Int, height: Int, tiles: [WarpTile]) -> Image {
    output(width: width, height: height) { output in
      for tile in tiles {
        precondition(
          tile.columns.lowerBound >= 0 && tile.columns.upperBound <= width
            && tile.rows.lowerBound >= 0 && tile.rows.upperBound <= height,
          "a tile of columns \(tile.columns), rows \(tile.rows) in \(width)×\(height)"
        )
        fill(
          output,
          columns: tile.columns,
          rows: tile.rows,
          shift: (-tile.columns.lowerBound, -tile.rows.lowerBound),
          by: tile.map
        )
      }
    }
  }

  /// The samples of an output and the pixels in one of its rows.
  private struct Output {
    let samples: UnsafeMutableBufferPointer<UInt8>
    let width: Int
  }

  private func output(width: Int, height: Int, _ body: (Output) -> Void) -> Image {
    precondition(width > 0 && height > 0, "a warp to \(width)×\(height) pixels")
    let count = width * height * 3
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      body(Output(samples: buffer, width: width))
      initialized = count
    }
    return Image(width: width, height: height, pixels: samples)
  }

  /// Fills a rectangle of the output; `shift` is added to a pixel's place before it is mapped.
  private func fill(
    _ output: Output,
    columns: Range<Int>,
    rows: Range<Int>,
    shift: (x: Int, y: Int),
    by map: CoordinateMap
  ) {
    switch map {
    case .affine(let map):
      fill(output, columns, rows, shift) { x, y in
        SIMD2(map.a * x + map.b * y + map.c, map.d * x + map.e * y + map.f)
      }
    case .perspective(let map):
      let m = map.coefficients
      let (a, b, c, d, e, f, g, h) = (m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7])
      fill(output, columns, rows, shift) { x, y in
        SIMD2(a * x + b * y + c, d * x + e * y + f) / (g * x + h * y + 1)
      }
    case .bilinear(let map):
      let m = map.coefficients
      let (a, b, c, d, e, f, g, h) = (m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7])
      fill(output, columns, rows, shift) { x, y in
        SIMD2(a + b * x + c * y + d * x * y, e + f * x + g * y + h * x * y)
      }
    }
  }

  @inline(__always)
  private func fill(
    _ output: Output,
    _ columns: Range<Int>,
    _ rows: Range<Int>,
    _ shift: (x: Int, y: Int),
    map: (Double, Double) -> SIMD2<Double>
  ) {
    let (width, height) = (Double(image.width), Double(image.height))
    let stride = stride
    samples.withUnsafeBufferPointer { samples in
      for row in rows {
        let y = Double(row + shift.y) + 0.5
        var target = 3 * (row * output.width + columns.lowerBound)
        for column in columns {
          let point = map(Double(column + shift.x) + 0.5, y)
          if point.x >= 0, point.x < width, point.y >= 0, point.y < height {
            // From the first sample of the margin to the centre of the second pixel beside the point.
            let (u, v) = (
              point.x + (Double(Self.margin) - 0.5), point.y + (Double(Self.margin) - 0.5)
            )
            let (left, top) = (Int(u), Int(v))
            let color = Self.sample(
              samples,
              at: (top &- 1) &* stride &+ left &- 1,
              stride: stride,
              Float(u - Double(left)),
              Float(v - Double(top))
            )
            output.samples[target] = UInt8(color.x)
            output.samples[target &+ 1] = UInt8(color.y)
            output.samples[target &+ 2] = UInt8(color.z)
          }
          target &+= 3
        }
      }
    }
  }

  /// The polynomial through 4×4 samples, the first at a position, cut off to 0…255.
  @inline(__always)
  private static func sample(
    _ samples: UnsafeBufferPointer<SIMD4<Float>>,
    at first: Int,
    stride: Int,
    _ dx: Float,
    _ dy: Float
  ) -> SIMD4<Float> {
    let (across, down) = (Cubic(at: dx), Cubic(at: dy))
    @inline(__always)
    func line(_ start: Int) -> SIMD4<Float> {
      across(samples[start], samples[start &+ 1], samples[start &+ 2], samples[start &+ 3])
    }
    let value = down(
      line(first),
      line(first &+ stride),
      line(first &+ 2 &* stride),
      line(first &+ 3 &* stride)
    )
    let atLeastZero = value.replacing(with: SIMD4<Float>.zero, where: value .< 0)
    return atLeastZero.replacing(with: SIMD4(repeating: 255), where: atLeastZero .> 255)
  }
}

/// The cubic with a = −1 between the second and the third of four samples, at t of the way.
private struct Cubic {
  /// The weights of the first, third and fourth sample; the second one has what is missing to 1.
  private let first, third, fourth: Float

  @inline(__always)
  init(at t: Float) {
    let (square, cube) = (t * t, t * t * t)
    first = 2 * square - t - cube
    third = t + square - cube
    fourth = cube - square
  }

  /// With differences, equal samples give exactly their value, which the cutting off then keeps.
  @inline(__always)
  func callAsFunction(
    _ v1: SIMD4<Float>,
    _ v2: SIMD4<Float>,
    _ v3: SIMD4<Float>,
    _ v4: SIMD4<Float>
  ) -> SIMD4<Float> {
    v2 + ((v1 - v2) * first + (v3 - v2) * third + (v4 - v2) * fourth)
  }
}

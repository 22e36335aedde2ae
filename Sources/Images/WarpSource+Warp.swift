/// A rectangle of an output and the map that fills it.
package struct WarpTile: Sendable {
  package let columns: Range<Int>
  package let rows: Range<Int>
  /// In coordinates whose origin is the rectangle's top left corner.
  package let map: CoordinateMap

  package init(columns: Range<Int>, rows: Range<Int>, map: CoordinateMap) {
    (self.columns, self.rows, self.map) = (columns, rows, map)
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
    guard !columns.isEmpty else { return }
    let line = WarpLine(count: columns.count)
    let x = Double(columns.lowerBound + shift.x) + 0.5
    samples.withUnsafeBufferPointer { samples in
      for row in rows {
        place(line, x, Double(row + shift.y) + 0.5, by: map)
        line.sample(samples, stride: stride)
        line.write(to: output.samples, at: 3 * (row * output.width + columns.lowerBound))
      }
    }
  }

  /// Finds what the pixels (x, y), (x + 1, y), … show; what depends on y alone is left out of the loop.
  private func place(_ line: borrowing WarpLine, _ x: Double, _ y: Double, by map: CoordinateMap) {
    switch map {
    case .affine(let map):
      let (a, d) = (map.a, map.d)
      let (u, v) = (map.b * y + map.c, map.e * y + map.f)
      line.place(from: x, in: self) { x in (a * x + u, d * x + v) }
    case .perspective(let map):
      let m = map.coefficients
      let (a, d, g) = (m[0], m[3], m[6])
      let (u, v, w) = (m[1] * y + m[2], m[4] * y + m[5], m[7] * y + 1)
      line.place(from: x, in: self) { x in
        let depth = g * x + w
        return ((a * x + u) / depth, (d * x + v) / depth)
      }
    case .bilinear(let map):
      let m = map.coefficients
      let (a, e) = (m[0] + m[2] * y, m[4] + m[6] * y)
      let (b, f) = (m[1] + m[3] * y, m[5] + m[7] * y)
      line.place(from: x, in: self) { x in (a + b * x, e + f * x) }
    }
  }
}

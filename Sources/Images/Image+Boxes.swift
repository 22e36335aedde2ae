extension Image {
  /// The part of the picture in ranges of rows and columns that lie inside it.
  package func cropped(rows: Range<Int>, columns: Range<Int>) -> Image {
    checkBox(rows, columns)
    var samples: [UInt8] = []
    samples.reserveCapacity(rows.count * columns.count * 3)
    for row in rows {
      let start = (row * width + columns.lowerBound) * 3
      samples += pixels[start..<start + columns.count * 3]
    }
    return Image(width: columns.count, height: rows.count, pixels: samples)
  }

  /// The picture with a yellow frame along the border of a box, one pixel to each side of it.
  ///
  /// Source: OpenCV's `rectangle` of thickness 2, which leaves out the outermost corners.
  package func drawingBox(rows: Range<Int>, columns: Range<Int>) -> Image {
    checkBox(rows, columns)
    var result = self
    let (top, bottom) = (rows.lowerBound, rows.upperBound - 1)
    let (left, right) = (columns.lowerBound, columns.upperBound - 1)
    for column in left...right {
      result.drawDot(row: top, column: column)
      result.drawDot(row: bottom, column: column)
    }
    for row in top...bottom {
      result.drawDot(row: row, column: left)
      result.drawDot(row: row, column: right)
    }
    return result
  }

  /// Paints a pixel and its four neighbours, as far as they lie inside.
  private mutating func drawDot(row: Int, column: Int) {
    for (down, right) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)] {
      let (row, column) = (row + down, column + right)
      guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
      let sample = (row * width + column) * 3
      pixels[sample] = 255
      pixels[sample + 1] = 255
      pixels[sample + 2] = 0
    }
  }

  private func checkBox(_ rows: Range<Int>, _ columns: Range<Int>) {
    precondition(
      !rows.isEmpty && !columns.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= height
        && columns.lowerBound >= 0 && columns.upperBound <= width,
      "rows \(rows), columns \(columns) of \(width)×\(height) pixels"
    )
  }
}

import Images

/// The smallest upright box around all pixels of a bird; empty where nothing of it shows.
package struct BirdBox: Hashable, Sendable, Codable {
  /// The first column and row.
  package let x: Int
  package let y: Int
  package let width: Int
  package let height: Int

  /// Finds the box around the samples that are not 0.
  init(around labels: GrayImage) {
    var (left, right, top, bottom) = (labels.width, 0, labels.height, 0)
    for row in 0..<labels.height {
      for column in 0..<labels.width where labels.pixels[row * labels.width + column] != 0 {
        (left, right) = (min(left, column), max(right, column + 1))
        (top, bottom) = (min(top, row), max(bottom, row + 1))
      }
    }
    let isEmpty = right <= left
    (x, width) = isEmpty ? (0, 0) : (left, right - left)
    (y, height) = isEmpty ? (0, 0) : (top, bottom - top)
  }
}

/// The pixel that stands for a part, as `part_locs.txt` of CUB-200-2011 gives it.
package struct PartLocation: Hashable, Sendable, Codable {
  /// The column and row, of a pixel that shows the part; 0 where none does.
  package let x: Int
  package let y: Int
  /// Whether any pixel shows the part.
  package let visible: Bool

  /// Finds the pixel of a part that is nearest to the middle of all its pixels.
  init(of part: BirdPart, in labels: GrayImage) {
    let pixels = labels.pixels.indices.filter { labels.pixels[$0] == part.rawValue }
    let (columns, rows) = (pixels.map { $0 % labels.width }, pixels.map { $0 / labels.width })
    let (columnSum, rowSum) = (columns.reduce(0, +), rows.reduce(0, +))
    // Squared distances from the mean, times the squared count to stay whole numbers.
    let distances = zip(columns, rows).map { column, row in
      let (dx, dy) = (column * pixels.count - columnSum, row * pixels.count - rowSum)
      return dx * dx + dy * dy
    }
    let nearest = distances.indices.min { distances[$0] < distances[$1] }
    (x, y) = nearest.map { (columns[$0], rows[$0]) } ?? (0, 0)
    visible = nearest != nil
  }
}

import Images
package import Tensors

/// Where a map of similarities is highest, on its own grid and upsampled.
package enum MapPeak {
  /// What upsampling in single precision may make of equal numbers, as a share of them.
  static let slack: Float = 1e-6

  /// The first of the highest cells of a map [H', W'] in row-major order.
  package static func cell(of map: Tensor) -> (row: Int, column: Int) {
    let width = map.shape[1]
    let place = map.withValues { values in
      values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }
    return (place / width, place % width)
  }

  /// The first of the highest pixels of an upsampled map [S, S] over the first of the highest cells of `map`.
  package static func pixel(of upsampled: Tensor, over map: Tensor) -> (row: Int, column: Int) {
    let cell = cell(of: map)
    let (height, width) = (upsampled.shape[0], upsampled.shape[1])
    let rows = pixels(of: cell.row, map.shape[0], height)
    let columns = pixels(of: cell.column, map.shape[1], width)
    let places = rows.flatMap { row in columns.map { row * width + $0 } }
    return upsampled.withValues { values in
      let highest = places.reduce(-Float.infinity) { max($0, values[$1]) }
      let place = places.first { values[$0] >= highest - slack * abs(highest) } ?? places[0]
      return (place / width, place % width)
    }
  }

  /// The pixels whose middles lie over a cell; the pixel at the cell's middle where there is none.
  private static func pixels(of cell: Int, _ cellCount: Int, _ pixelCount: Int) -> Range<Int> {
    func first(_ cell: Int) -> Int {
      // The least p with (2p + 1) · cells >= 2 · cell · pixels.
      max(0, (2 * cell * pixelCount - cellCount + 2 * cellCount - 1) / (2 * cellCount))
    }
    let range = first(cell)..<min(first(cell + 1), pixelCount)
    let middle = min((2 * cell + 1) * pixelCount / (2 * cellCount), pixelCount - 1)
    return range.isEmpty ? middle..<middle + 1 : range
  }

  /// The first of the highest pixels of an upsampled map [S, S] in row-major order, whatever the grid is.
  package static func firstPixel(of upsampled: Tensor) -> (row: Int, column: Int) {
    cell(of: upsampled)
  }
}

/// A box in pixels of a source picture, from its upper left corner to its lower right one.
package struct SourceBox: Sendable, Hashable {
  package let left: Double
  package let top: Double
  package let right: Double
  package let bottom: Double

  package init(left: Double, top: Double, right: Double, bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// What a box means in a picture of a certain size.
  package enum Crop: Equatable {
    case inside(rows: Range<Int>, columns: Range<Int>)
    /// A little of the box lies beyond the picture's edge and is left out.
    case clipped(rows: Range<Int>, columns: Range<Int>)
    /// Nothing is in the box.
    case empty
    /// The box belongs to another picture: more than a tenth of it lies outside.
    case outside
  }

  /// The pixels in the box: corners are rounded to the nearest integer, halves to the even one.
  ///
  /// Source: Pillow's `Image.crop`, which pads with black where this clips.
  package func crop(width: Int, height: Int) -> Crop {
    let corners = [left, top, right, bottom].map { $0.rounded(.toNearestOrEven) }
    guard corners.allSatisfy({ abs($0) < 1e9 }) else { return .outside }
    let (x0, y0, x1, y1) = (Int(corners[0]), Int(corners[1]), Int(corners[2]), Int(corners[3]))
    guard x1 > x0, y1 > y0 else { return .empty }
    let columns = (x0..<x1).clamped(to: 0..<width)
    let rows = (y0..<y1).clamped(to: 0..<height)
    if columns.count == x1 - x0, rows.count == y1 - y0 {
      return .inside(rows: rows, columns: columns)
    }
    guard 10 * columns.count * rows.count >= 9 * (x1 - x0) * (y1 - y0) else { return .outside }
    return .clipped(rows: rows, columns: columns)
  }

  /// The corners as a message names them.
  var text: String { "(\(left), \(top)) to (\(right), \(bottom))" }
}

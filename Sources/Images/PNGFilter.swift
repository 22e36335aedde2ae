/// The filters that predict a PNG picture's bytes from those around them.
enum PNGFilter {
  /// Turns the differences in rows of a pass into samples, in place; false where a row has no known filter.
  ///
  /// Every row begins with the byte that names its filter.
  /// Source: PNG specification, 9.2.
  static func remove(
    from bytes: UnsafeMutableBufferPointer<UInt8>,
    rowByteCount: Int,
    distance: Int
  ) -> Bool {
    let step = rowByteCount + 1
    // The samples of the row above, and 0 above the first one.
    var above = [UInt8](repeating: 0, count: rowByteCount)
    for start in stride(from: 0, to: bytes.count, by: step) {
      let row = UnsafeMutableBufferPointer(rebasing: bytes[start + 1..<start + step])
      let isKnown = above.withUnsafeBufferPointer { remove(bytes[start], from: row, $0, distance) }
      guard isKnown else { return false }
      above.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: row) }
    }
    return true
  }

  private static func remove(
    _ filter: UInt8,
    from row: UnsafeMutableBufferPointer<UInt8>,
    _ above: UnsafeBufferPointer<UInt8>,
    _ distance: Int
  ) -> Bool {
    let first = min(distance, row.count)
    switch filter {
    case 0: break
    case 1:
      for index in first..<row.count { row[index] &+= row[index &- distance] }
    case 2:
      for index in 0..<row.count { row[index] &+= above[index] }
    case 3:
      for index in 0..<first { row[index] &+= above[index] / 2 }
      for index in first..<row.count {
        let sum = UInt16(row[index &- distance]) &+ UInt16(above[index])
        row[index] &+= UInt8(truncatingIfNeeded: sum / 2)
      }
    case 4:
      for index in 0..<first { row[index] &+= above[index] }
      for index in first..<row.count {
        let corner = above[index &- distance]
        row[index] &+= nearest(row[index &- distance], above[index], corner)
      }
    default: return false
    }
    return true
  }

  /// Paeth's prediction: of left, above and corner the one nearest to left + above − corner.
  @inline(__always)
  private static func nearest(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    let (a, b, c) = (Int16(left), Int16(above), Int16(corner))
    let (toLeft, toAbove, toCorner) = (abs(b &- c), abs(a &- c), abs(a &+ b &- c &- c))
    if toLeft <= toAbove, toLeft <= toCorner { return left }
    return toAbove <= toCorner ? above : corner
  }
}

/// Squared distances in double precision, from differences, as checks of the theorem need them.
package enum ExactDistances {
  /// ‖l − r‖² of every row l of `left` and every row r of `right`, [left rows, right rows].
  ///
  /// Both consist of rows of `size` numbers.
  package static func squared(_ left: [Double], _ right: [Double], size: Int) -> [Double] {
    precondition(
      size > 0 && left.count % size == 0 && right.count % size == 0,
      "\(left.count) and \(right.count) values in rows of \(size)"
    )
    let (rows, columns) = (left.count / size, right.count / size)
    return [Double](unsafeUninitializedCapacity: rows * columns) { result, initializedCount in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          guard let left = left.baseAddress, let right = right.baseAddress else { return }
          for row in 0..<rows {
            for column in 0..<columns {
              result[row * columns + column] = VectorLoops.squaredDistance(
                left + row * size,
                right + column * size,
                count: size
              )
            }
          }
        }
      }
      initializedCount = rows * columns
    }
  }
}

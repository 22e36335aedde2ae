import Networks

/// Maximum pooling that keeps what is no number, of feature maps in blocks, [N][C/B][H][W][B].
enum PoolingLoops {
  /// The extents of a map's axes H and W.
  typealias Extents = (rows: Int, columns: Int)

  /// The largest value of every window, NaN where one is in it; padding takes no part.
  ///
  /// There are so many blocks of channels in all images.
  static func maxima(
    of source: UnsafePointer<Float>,
    _ extents: Extents,
    _ pool: Pool,
    blockCount: Int,
    into result: UnsafeMutablePointer<Float>,
    _ resultExtents: Extents
  ) {
    let lanes = Library.blockSize
    func window(_ position: Int, _ extent: Int) -> Range<Int> {
      let first = position * pool.stride - pool.padding
      return max(first, 0)..<min(first + pool.kernel, extent)
    }
    Parallel.forEachPiece(of: blockCount) { blocks in
      for block in blocks {
        let from = source + block * extents.rows * extents.columns * lanes
        let to = result + block * resultExtents.rows * resultExtents.columns * lanes
        for row in 0..<resultExtents.rows {
          let rows = window(row, extents.rows)
          for column in 0..<resultExtents.columns {
            let columns = window(column, extents.columns)
            let target = to + (row * resultExtents.columns + column) * lanes
            for lane in 0..<lanes {
              var largest = -Float.infinity
              for y in rows {
                for x in columns {
                  let value = from[(y * extents.columns + x) * lanes + lane]
                  if value > largest || value.isNaN { largest = value }
                  if largest.isNaN { break }
                }
                if largest.isNaN { break }
              }
              target[lane] = largest
            }
          }
        }
      }
    }
  }
}

import Engine

/// Matrix products cut into column tiles of a fixed width, each on one thread.
///
/// The cut does not depend on the thread count, so neither do the sums.
enum TiledProduct {
  /// result ← left·right + keep·result, [rows × columns], from left [rows × inner] and right
  /// [inner × columns].
  static func multiply(
    _ left: MatrixView,
    _ right: MatrixView,
    rows: Int,
    inner: Int,
    columns: Int,
    tileWidth: Int,
    into result: UnsafeMutablePointer<Float>,
    keep: Float = 0
  ) {
    let tileCount = (columns + tileWidth - 1) / tileWidth
    Parallel.forEachPiece(of: tileCount) { tiles in
      for tile in tiles {
        let first = tile * tileWidth
        let offset = right.isTransposed ? first * right.rowStride : first
        MatrixProduct.multiply(
          left,
          MatrixView(
            right.values + offset,
            rowStride: right.rowStride,
            transposed: right.isTransposed
          ),
          rows: rows,
          inner: inner,
          columns: min(tileWidth, columns - first),
          into: result + first,
          rowStride: columns,
          keep: keep
        )
      }
    }
  }
}

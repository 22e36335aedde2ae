import CBLAS

/// Products of matrices of doubles that lie column by column in memory.
extension OpenBLAS {
  /// sums ← sums + A·factors, where the sums begin at a place in longer ones.
  static func add(
    _ matrix: Span<Double>,
    rows: Int,
    times factors: Span<Double>,
    to sums: inout [Double],
    at place: Int
  ) {
    precondition(place + rows <= sums.count)
    multiply(CblasNoTrans, matrix, rows, factors.count, 1, factors, &sums, place)
  }

  /// sums ← sums + scale · Aᵀ·vector, where the sums of the columns begin at a place in longer ones.
  static func add(
    transposed matrix: Span<Double>,
    columns: Int,
    times vector: Span<Double>,
    scale: Double,
    to sums: inout [Double],
    at place: Int
  ) {
    precondition(place + columns <= sums.count)
    multiply(CblasTrans, matrix, vector.count, columns, scale, vector, &sums, place)
  }

  private static func multiply(
    _ transposition: CBLAS_TRANSPOSE,
    _ matrix: Span<Double>,
    _ rows: Int,
    _ columns: Int,
    _ scale: Double,
    _ vector: Span<Double>,
    _ sums: inout [Double],
    _ place: Int
  ) {
    precondition(matrix.count == rows * columns)
    guard !matrix.isEmpty else { return }
    matrix.withUnsafeBufferPointer { matrix in
      vector.withUnsafeBufferPointer { vector in
        sums.withUnsafeMutableBufferPointer { sums in
          cblas_dgemv(
            CblasColMajor,
            transposition,
            Int32(rows),
            Int32(columns),
            scale,
            matrix.baseAddress,
            Int32(rows),
            vector.baseAddress,
            1,
            1,
            sums.baseAddress.map { $0 + place },
            1
          )
        }
      }
    }
  }

  /// The lower triangle of AᵀA, column by column in a square.
  static func gram(_ matrix: [Double], columns: Int) -> [Double] {
    var triangle = [Double](repeating: 0, count: columns * columns)
    let rows = matrix.count / max(columns, 1)
    cblas_dsyrk(
      CblasColMajor,
      CblasLower,
      CblasTrans,
      Int32(columns),
      Int32(rows),
      1,
      matrix,
      Int32(max(rows, 1)),
      0,
      &triangle,
      Int32(max(columns, 1))
    )
    return triangle
  }
}

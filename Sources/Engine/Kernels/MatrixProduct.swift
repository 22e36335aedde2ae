import CDNNL

/// A matrix of floats in row-major order, somewhere in memory that the caller keeps alive.
package struct MatrixView {
  package let values: UnsafePointer<Float>
  /// Elements from the start of one row to the next.
  package let rowStride: Int
  /// Whether the product reads the matrix with rows and columns exchanged.
  package let isTransposed: Bool

  package init(_ values: UnsafePointer<Float>, rowStride: Int, transposed: Bool = false) {
    self.values = values
    self.rowStride = rowStride
    isTransposed = transposed
  }
}

/// Products of dense matrices on the engine's threads.
package enum MatrixProduct {
  /// result ← scale·left·right + keep·result, with result [rows × columns] and inner extent `inner`.
  ///
  /// oneDNN computes it. At the head's shapes (rows × inner × columns 49×128×512, 32×2000×200 and
  /// 200×80×2000) on two AVX-512 cores of an EPYC, OpenBLAS 0.3.21 takes 1.3 to 2.3 times as long with
  /// the kernels for Haswell that it chooses there, and 0.9 to 1.2 times with those for Skylake-X,
  /// which have to be asked for; some processors it takes for a Prescott, at a sixth of their speed.
  package static func multiply(
    _ left: MatrixView,
    _ right: MatrixView,
    rows: Int,
    inner: Int,
    columns: Int,
    into result: UnsafeMutablePointer<Float>,
    rowStride: Int,
    scale: Float = 1,
    keep: Float = 0
  ) {
    guard rows > 0, columns > 0 else { return }
    let status = dnnl_sgemm(
      left.isTransposed ? CChar(UInt8(ascii: "T")) : CChar(UInt8(ascii: "N")),
      right.isTransposed ? CChar(UInt8(ascii: "T")) : CChar(UInt8(ascii: "N")),
      Int64(rows),
      Int64(columns),
      Int64(inner),
      scale,
      left.values,
      Int64(left.rowStride),
      right.values,
      Int64(right.rowStride),
      keep,
      result,
      Int64(rowStride)
    )
    precondition(status == dnnl_success, "dnnl_sgemm of \(rows)×\(inner)×\(columns): \(status)")
  }
}

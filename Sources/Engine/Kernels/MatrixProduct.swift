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
  /// oneDNN computes it. At the head's shapes on two AVX-512 cores of an EPYC, OpenBLAS 0.3.21 with
  /// the kernels for Haswell, which it chooses there by itself, takes 1.5 times as long for patches by
  /// a tile (49×128×512), 1.4 times for logits (32×2000×200) and 2.1 times for the weight's gradient
  /// (200×80×2000); with those for Skylake-X, which only an environment variable selects, 0.93, 0.89
  /// and 1.2 times. Some processors it takes for a Prescott and then runs at a sixth of their speed.
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

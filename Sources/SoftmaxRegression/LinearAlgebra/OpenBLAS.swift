import CBLAS
import Engine
import Tensors

/// The library of dense linear algebra.
///
/// Its functions are called within `Parallel`'s bodies alone. There its OpenMP build computes on the calling
/// thread, so that sums do not depend on the number of threads; elsewhere it would cut them by it.
package enum OpenBLAS {
  /// Its name, its version and the kernels it has chosen, such as `OpenBLAS 0.3.21 Haswell`.
  package static var description: String {
    (configuration.prefix(2) + [coreName]).joined(separator: " ")
  }

  /// The processor whose kernels it has chosen.
  static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

  /// Whether it chooses its kernels when it is loaded.
  static var choosesKernels: Bool { configuration.contains("DYNAMIC_ARCH") }

  /// What it maps for a thread that calls it, in bytes.
  private static let blockByteCount = 128 << 20

  /// Ends the program with a message where the blocks of all threads cannot be mapped: the library would try
  /// for ever.
  static let requireBlocks: Void = {
    let byteCount = Parallel.threadCount * blockByteCount
    let blocks = PageMapping.allocate(byteCount: byteCount, for: "OpenBLAS")
    PageMapping.deallocate(blocks, byteCount: byteCount)
  }()

  private static var configuration: [String] {
    let text = openblas_get_config().map { String(cString: $0) } ?? "OpenBLAS"
    return text.split(separator: " ").map(String.init)
  }
}

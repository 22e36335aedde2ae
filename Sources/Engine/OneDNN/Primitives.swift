import CDNNL
import Networks

/// Descriptions of the operations other than convolution.
///
/// Each of them takes the form of the installed version in the folder of that version.
struct Primitives {
  let library: Library
  let attributes = PrimitiveAttributes()

  init(library: Library) { self.library = library }

  /// A copy into another layout; nil where the library knows no direct way.
  func reorder(_ source: MemoryDescription, to result: MemoryDescription) -> PrimitiveDescription? {
    var raw: dnnl_primitive_desc_t?
    let status = withExtendedLifetime((self, source, result)) {
      dnnl_reorder_primitive_desc_create(
        &raw,
        source.raw,
        library.engine,
        result.raw,
        library.engine,
        attributes.raw
      )
    }
    return status == dnnl_success ? PrimitiveDescription(raw) : nil
  }

  enum Elementwise {
    case relu, sigmoid

    // Both backward passes read the result, so that the source need not be kept.
    var algorithm: dnnl_alg_kind_t {
      self == .relu
        ? dnnl_eltwise_relu_use_dst_for_bwd : dnnl_eltwise_logistic_use_dst_for_bwd
    }
  }

  /// A description that the library must have.
  func existing(_ description: PrimitiveDescription?, _ name: String) -> PrimitiveDescription {
    guard let description else { preconditionFailure("oneDNN has no implementation of \(name)") }
    return description
  }
}

/// How a kernel moves over a map, along both axes.
struct Window {
  let kernel, strides, padding: [Int64]
  /// The cells that are left out between two of the kernel's.
  let dilation: [Int64] = [0, 0]

  init(_ pool: Pool) { self.init(kernel: pool.kernel, stride: pool.stride, padding: pool.padding) }

  init(_ convolution: Convolution) {
    self.init(kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding)
  }

  private init(kernel: Int, stride: Int, padding: Int) {
    self.kernel = [Int64(kernel), Int64(kernel)]
    strides = [Int64(stride), Int64(stride)]
    self.padding = [Int64(padding), Int64(padding)]
  }
}

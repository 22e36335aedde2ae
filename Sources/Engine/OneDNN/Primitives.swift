internal import CDNNL
internal import Networks

/// Descriptions of the operations other than convolution.
struct Primitives {
  let library: Library
  private let attributes = PrimitiveAttributes()

  init(library: Library) { self.library = library }

  /// A copy into another layout; nil where the library knows no direct way.
  func reorder(
    _ source: MemoryDescription,
    to result: MemoryDescription
  ) -> PrimitiveDescription? {
    var (from, to) = (source.raw, result.raw)
    var raw: dnnl_primitive_desc_t?
    let status = dnnl_reorder_primitive_desc_create(
      &raw,
      &from,
      library.engine,
      &to,
      library.engine,
      attributes.raw
    )
    return status == dnnl_success ? PrimitiveDescription(raw) : nil
  }

  func sum(_ sources: [MemoryDescription], to result: MemoryDescription) -> PrimitiveDescription {
    var to = result.raw
    let scales = [Float](repeating: 1, count: sources.count)
    var raw: dnnl_primitive_desc_t?
    require(
      dnnl_sum_primitive_desc_create(
        &raw,
        &to,
        Int32(sources.count),
        scales,
        sources.map(\.raw),
        attributes.raw,
        library.engine
      ),
      "describing a sum"
    )
    return PrimitiveDescription(raw)
  }

  func concatenation(
    _ sources: [MemoryDescription],
    to result: MemoryDescription
  ) -> PrimitiveDescription {
    var to = result.raw
    var raw: dnnl_primitive_desc_t?
    require(
      dnnl_concat_primitive_desc_create(
        &raw,
        &to,
        Int32(sources.count),
        1,
        sources.map(\.raw),
        attributes.raw,
        library.engine
      ),
      "describing a concatenation"
    )
    return PrimitiveDescription(raw)
  }

  enum Elementwise {
    case relu, sigmoid

    // Both backward passes read the result, so that the source need not be kept.
    var algorithm: dnnl_alg_kind_t {
      self == .relu
        ? dnnl_eltwise_relu_use_dst_for_bwd : dnnl_eltwise_logistic_use_dst_for_bwd
    }
  }

  func elementwise(_ kind: Elementwise, _ map: MemoryDescription) -> PrimitiveDescription {
    var description = dnnl_eltwise_desc_t()
    var layout = map.raw
    require(
      dnnl_eltwise_forward_desc_init(
        &description,
        dnnl_forward_training,
        kind.algorithm,
        &layout,
        0,
        0
      ),
      "describing \(kind)"
    )
    return make(&description, "\(kind)")
  }

  func elementwiseBackward(
    _ kind: Elementwise,
    _ map: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var description = dnnl_eltwise_desc_t()
    var (gradient, result) = (map.raw, map.raw)
    require(
      dnnl_eltwise_backward_desc_init(&description, kind.algorithm, &gradient, &result, 0, 0),
      "describing the gradient of \(kind)"
    )
    return make(&description, "the gradient of \(kind)", forward: forward)
  }

  func pooling(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    isTraining: Bool
  ) -> PrimitiveDescription {
    var description = dnnl_pooling_desc_t()
    var (from, to) = (source.raw, result.raw)
    let window = PoolWindow(pool)
    require(
      dnnl_pooling_forward_desc_init(
        &description,
        isTraining ? dnnl_forward_training : dnnl_forward_inference,
        isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
        &from,
        &to,
        window.strides,
        window.kernel,
        window.padding,
        window.padding
      ),
      "describing a pooling"
    )
    return make(&description, "pooling")
  }

  func poolingBackward(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var description = dnnl_pooling_desc_t()
    var (from, to) = (source.raw, result.raw)
    let window = PoolWindow(pool)
    require(
      dnnl_pooling_backward_desc_init(
        &description,
        isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
        &from,
        &to,
        window.strides,
        window.kernel,
        window.padding,
        window.padding
      ),
      "describing a pooling's gradient"
    )
    return make(&description, "the gradient of pooling", forward: forward)
  }

  private func make(
    _ description: UnsafeRawPointer,
    _ name: String,
    forward: PrimitiveDescription? = nil
  ) -> PrimitiveDescription {
    guard
      let chosen = PrimitiveDescription(
        description,
        attributes: attributes,
        library: library,
        forward: forward
      )
    else { preconditionFailure("oneDNN has no implementation of \(name)") }
    return chosen
  }

  private struct PoolWindow {
    let kernel, strides, padding: [Int64]
    init(_ pool: Pool) {
      kernel = [Int64(pool.kernel), Int64(pool.kernel)]
      strides = [Int64(pool.stride), Int64(pool.stride)]
      padding = [Int64(pool.padding), Int64(pool.padding)]
    }
  }
}

import CDNNL
import Networks

/// The calls of oneDNN 3.
extension Primitives {
  func sum(_ sources: [MemoryDescription], to result: MemoryDescription) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let scales = [Float](repeating: 1, count: sources.count)
    let status = withExtendedLifetime((self, sources, result)) {
      dnnl_sum_primitive_desc_create(
        &raw,
        library.engine,
        result.raw,
        Int32(sources.count),
        scales,
        sources.map(\.raw),
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "a sum")
  }

  func concatenation(
    _ sources: [MemoryDescription],
    to result: MemoryDescription
  ) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let status = withExtendedLifetime((self, sources, result)) {
      dnnl_concat_primitive_desc_create(
        &raw,
        library.engine,
        result.raw,
        Int32(sources.count),
        1,
        sources.map(\.raw),
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "a concatenation")
  }

  func elementwise(_ kind: Elementwise, _ map: MemoryDescription) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let status = withExtendedLifetime((self, map)) {
      dnnl_eltwise_forward_primitive_desc_create(
        &raw,
        library.engine,
        dnnl_forward_training,
        kind.algorithm,
        map.raw,
        map.raw,
        0,
        0,
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "\(kind)")
  }

  func elementwiseBackward(
    _ kind: Elementwise,
    _ map: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let status = withExtendedLifetime((self, map, forward)) {
      dnnl_eltwise_backward_primitive_desc_create(
        &raw,
        library.engine,
        kind.algorithm,
        map.raw,
        map.raw,
        map.raw,
        0,
        0,
        forward.raw,
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "the gradient of \(kind)")
  }

  func pooling(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    isTraining: Bool
  ) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let window = Window(pool)
    let status = withExtendedLifetime((self, source, result)) {
      dnnl_pooling_forward_primitive_desc_create(
        &raw,
        library.engine,
        isTraining ? dnnl_forward_training : dnnl_forward_inference,
        isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
        source.raw,
        result.raw,
        window.strides,
        window.kernel,
        window.dilation,
        window.padding,
        window.padding,
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "pooling")
  }

  func poolingBackward(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let window = Window(pool)
    let status = withExtendedLifetime((self, source, result, forward)) {
      dnnl_pooling_backward_primitive_desc_create(
        &raw,
        library.engine,
        isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
        source.raw,
        result.raw,
        window.strides,
        window.kernel,
        window.dilation,
        window.padding,
        window.padding,
        forward.raw,
        attributes.raw
      )
    }
    return existing(PrimitiveDescription(status, raw), "the gradient of pooling")
  }
}

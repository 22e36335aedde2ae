import CDNNL
import Networks

/// The calls of oneDNN 2.
extension Primitives {
  func sum(_ sources: [MemoryDescription], to result: MemoryDescription) -> PrimitiveDescription {
    var raw: dnnl_primitive_desc_t?
    let scales = [Float](repeating: 1, count: sources.count)
    let status = withExtendedLifetime((self, sources, result)) {
      dnnl_sum_primitive_desc_create(
        &raw,
        result.raw,
        Int32(sources.count),
        scales,
        sources.map(\.raw.pointee),
        attributes.raw,
        library.engine
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
        result.raw,
        Int32(sources.count),
        1,
        sources.map(\.raw.pointee),
        attributes.raw,
        library.engine
      )
    }
    return existing(PrimitiveDescription(status, raw), "a concatenation")
  }

  func elementwise(_ kind: Elementwise, _ map: MemoryDescription) -> PrimitiveDescription {
    var description = dnnl_eltwise_desc_t()
    withExtendedLifetime(map) {
      require(
        dnnl_eltwise_forward_desc_init(
          &description,
          dnnl_forward_training,
          kind.algorithm,
          map.raw,
          0,
          0
        ),
        "describing \(kind)"
      )
    }
    return choose(&description, "\(kind)")
  }

  func elementwiseBackward(
    _ kind: Elementwise,
    _ map: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var description = dnnl_eltwise_desc_t()
    withExtendedLifetime(map) {
      require(
        dnnl_eltwise_backward_desc_init(&description, kind.algorithm, map.raw, map.raw, 0, 0),
        "describing the gradient of \(kind)"
      )
    }
    return choose(&description, "the gradient of \(kind)", forward: forward)
  }

  func pooling(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    isTraining: Bool
  ) -> PrimitiveDescription {
    var description = dnnl_pooling_desc_t()
    let window = Window(pool)
    withExtendedLifetime((source, result)) {
      require(
        dnnl_pooling_forward_desc_init(
          &description,
          isTraining ? dnnl_forward_training : dnnl_forward_inference,
          isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
          source.raw,
          result.raw,
          window.strides,
          window.kernel,
          window.padding,
          window.padding
        ),
        "describing a pooling"
      )
    }
    return choose(&description, "pooling")
  }

  func poolingBackward(
    _ pool: Pool,
    isMaximum: Bool,
    _ source: MemoryDescription,
    to result: MemoryDescription,
    forward: PrimitiveDescription
  ) -> PrimitiveDescription {
    var description = dnnl_pooling_desc_t()
    let window = Window(pool)
    withExtendedLifetime((source, result)) {
      require(
        dnnl_pooling_backward_desc_init(
          &description,
          isMaximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding,
          source.raw,
          result.raw,
          window.strides,
          window.kernel,
          window.padding,
          window.padding
        ),
        "describing a pooling's gradient"
      )
    }
    return choose(&description, "the gradient of pooling", forward: forward)
  }

  private func choose(
    _ description: UnsafeRawPointer,
    _ name: String,
    forward: PrimitiveDescription? = nil
  ) -> PrimitiveDescription {
    let chosen = PrimitiveDescription(
      description,
      attributes: attributes,
      library: library,
      forward: forward
    )
    return existing(chosen, name)
  }
}

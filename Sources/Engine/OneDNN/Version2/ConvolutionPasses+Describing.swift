import CDNNL

/// The calls of oneDNN 2, which describe an operation first and choose its implementation then.
extension ConvolutionPasses {
  func describeForward(
    _ attributes: PrimitiveAttributes,
    isTraining: Bool,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var description = dnnl_convolution_desc_t()
    let kernel = self.kernel.anyLayout(source.elementType)
    withExtendedLifetime((self, kernel)) {
      require(
        dnnl_convolution_forward_desc_init(
          &description,
          isTraining ? dnnl_forward_training : dnnl_forward_inference,
          algorithm,
          source.raw,
          kernel.raw,
          bias?.raw,
          result.raw,
          window.strides,
          window.padding,
          window.padding
        ),
        "describing a convolution"
      )
    }
    return PrimitiveDescription(&description, attributes: attributes, library: library)
  }

  func describeBackwardData(
    _ forward: PrimitiveDescription,
    _ attributes: PrimitiveAttributes,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var description = dnnl_convolution_desc_t()
    let kernel = self.kernel.anyLayout(result.elementType)
    withExtendedLifetime((self, kernel)) {
      require(
        dnnl_convolution_backward_data_desc_init(
          &description,
          algorithm,
          source.raw,
          kernel.raw,
          result.raw,
          window.strides,
          window.padding,
          window.padding
        ),
        "describing a convolution's data gradient"
      )
    }
    return PrimitiveDescription(
      &description,
      attributes: attributes,
      library: library,
      forward: forward
    )
  }

  func describeBackwardKernel(
    _ forward: PrimitiveDescription,
    _ attributes: PrimitiveAttributes,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var description = dnnl_convolution_desc_t()
    let kernel = self.kernel.anyLayout(.float32)
    withExtendedLifetime((self, kernel)) {
      require(
        dnnl_convolution_backward_weights_desc_init(
          &description,
          algorithm,
          source.raw,
          kernel.raw,
          bias?.raw,
          result.raw,
          window.strides,
          window.padding,
          window.padding
        ),
        "describing a convolution's kernel gradient"
      )
    }
    return PrimitiveDescription(
      &description,
      attributes: attributes,
      library: library,
      forward: forward
    )
  }
}

extension PrimitiveDescription {
  /// Chooses an implementation of a described operation; nil where the library has none.
  convenience init?(
    _ operation: UnsafeRawPointer,
    attributes: PrimitiveAttributes,
    library: Library,
    forward: PrimitiveDescription? = nil
  ) {
    var raw: dnnl_primitive_desc_t?
    let status = withExtendedLifetime((attributes, forward)) {
      dnnl_primitive_desc_create(&raw, operation, attributes.raw, library.engine, forward?.raw)
    }
    self.init(status, raw)
  }
}

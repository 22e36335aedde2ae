import CDNNL

/// The calls of oneDNN 3, which describe an operation and choose its implementation at once.
extension ConvolutionPasses {
  func describeForward(
    _ attributes: PrimitiveAttributes,
    isTraining: Bool,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var raw: dnnl_primitive_desc_t?
    let kernel = self.kernel.anyLayout(source.elementType)
    let status = withExtendedLifetime((self, kernel, attributes)) {
      dnnl_convolution_forward_primitive_desc_create(
        &raw,
        library.engine,
        isTraining ? dnnl_forward_training : dnnl_forward_inference,
        algorithm,
        source.raw,
        kernel.raw,
        bias?.raw,
        result.raw,
        window.strides,
        window.dilation,
        window.padding,
        window.padding,
        attributes.raw
      )
    }
    return PrimitiveDescription(status, raw)
  }

  func describeBackwardData(
    _ forward: PrimitiveDescription,
    _ attributes: PrimitiveAttributes,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var raw: dnnl_primitive_desc_t?
    let kernel = self.kernel.anyLayout(result.elementType)
    let status = withExtendedLifetime((self, kernel, attributes, forward)) {
      dnnl_convolution_backward_data_primitive_desc_create(
        &raw,
        library.engine,
        algorithm,
        source.raw,
        kernel.raw,
        result.raw,
        window.strides,
        window.dilation,
        window.padding,
        window.padding,
        forward.raw,
        attributes.raw
      )
    }
    return PrimitiveDescription(status, raw)
  }

  func describeBackwardKernel(
    _ forward: PrimitiveDescription,
    _ attributes: PrimitiveAttributes,
    _ algorithm: dnnl_alg_kind_t
  ) -> PrimitiveDescription? {
    var raw: dnnl_primitive_desc_t?
    let kernel = self.kernel.anyLayout(.float32)
    let status = withExtendedLifetime((self, kernel, attributes, forward)) {
      dnnl_convolution_backward_weights_primitive_desc_create(
        &raw,
        library.engine,
        algorithm,
        source.raw,
        kernel.raw,
        bias?.raw,
        result.raw,
        window.strides,
        window.dilation,
        window.padding,
        window.padding,
        forward.raw,
        attributes.raw
      )
    }
    return PrimitiveDescription(status, raw)
  }
}

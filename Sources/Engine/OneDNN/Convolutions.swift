internal import CDNNL
internal import Networks

/// How a convolution is computed.
package enum ConvolutionAlgorithm: String, Sendable, CaseIterable {
  /// Winograd F(4×4, 3×3) where the library has it (3×3 kernels of stride 1), direct elsewhere.
  case winograd
  /// The defining sum everywhere; slower, and closest to other frameworks' rounding.
  case direct
}

/// The descriptions of one convolution's three passes.
struct ConvolutionPasses {
  let operation: Convolution
  let source: MemoryDescription
  let kernel: MemoryDescription
  let bias: MemoryDescription?
  let result: MemoryDescription
  let algorithm: ConvolutionAlgorithm
  let library: Library

  /// The forward pass, with a ReLU behind it if `relu`.
  func forward(relu: Bool, isTraining: Bool) -> PrimitiveDescription {
    choose { algorithm in
      var description = dnnl_convolution_desc_t()
      var (source, kernel, result) = (self.source.raw, self.kernel.anyLayout.raw, self.result.raw)
      withOptional(bias) { bias in
        require(
          dnnl_convolution_forward_desc_init(
            &description,
            isTraining ? dnnl_forward_training : dnnl_forward_inference,
            algorithm,
            &source,
            &kernel,
            bias,
            &result,
            strides,
            padding,
            padding
          ),
          "describing a convolution"
        )
      }
      return PrimitiveDescription(
        &description,
        attributes: PrimitiveAttributes(relu: relu),
        library: library
      )
    }
  }

  /// The gradient of the source.
  func backwardData(_ forward: PrimitiveDescription) -> PrimitiveDescription {
    choose { algorithm in
      var description = dnnl_convolution_desc_t()
      var (source, kernel, result) = (self.source.raw, self.kernel.anyLayout.raw, self.result.raw)
      require(
        dnnl_convolution_backward_data_desc_init(
          &description,
          algorithm,
          &source,
          &kernel,
          &result,
          strides,
          padding,
          padding
        ),
        "describing a convolution's data gradient"
      )
      return PrimitiveDescription(
        &description,
        attributes: PrimitiveAttributes(),
        library: library,
        forward: forward
      )
    }
  }

  /// The gradients of kernel and bias.
  func backwardKernel(_ forward: PrimitiveDescription) -> PrimitiveDescription {
    choose { algorithm in
      var description = dnnl_convolution_desc_t()
      var (source, kernel, result) = (self.source.raw, self.kernel.anyLayout.raw, self.result.raw)
      withOptional(bias) { bias in
        require(
          dnnl_convolution_backward_weights_desc_init(
            &description,
            algorithm,
            &source,
            &kernel,
            bias,
            &result,
            strides,
            padding,
            padding
          ),
          "describing a convolution's kernel gradient"
        )
      }
      return PrimitiveDescription(
        &description,
        attributes: PrimitiveAttributes(),
        library: library,
        forward: forward
      )
    }
  }

  private var strides: [Int64] { [Int64(operation.stride), Int64(operation.stride)] }
  private var padding: [Int64] { [Int64(operation.padding), Int64(operation.padding)] }

  private func choose(_ make: (dnnl_alg_kind_t) -> PrimitiveDescription?) -> PrimitiveDescription {
    let fits = operation.kernel == 3 && operation.stride == 1
    if algorithm == .winograd, fits, let chosen = make(dnnl_convolution_winograd) { return chosen }
    guard let chosen = make(dnnl_convolution_direct) else {
      preconditionFailure("oneDNN has no direct convolution for \(operation)")
    }
    return chosen
  }

  private func withOptional(
    _ description: MemoryDescription?,
    _ body: (UnsafePointer<dnnl_memory_desc_t>?) -> Void
  ) {
    guard var raw = description?.raw else { return body(nil) }
    body(&raw)
  }
}

internal import CDNNL
internal import Networks

/// How a convolution is computed.
package enum ConvolutionAlgorithm: String, Sendable, CaseIterable {
  /// Whichever of the two others is faster here for the shape, by a timing that is made once.
  case fastest
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
  let choices: ConvolutionChoices
  let library: Library

  /// What a forward pass does beside the convolution.
  struct Fusion {
    /// Adds the result to what its memory holds.
    var adds = false
    /// Ends in a ReLU.
    var relu = false

    var name: String { (adds ? " with sum" : "") + (relu ? " with ReLU" : "") }
  }

  func forward(_ fusion: Fusion, isTraining: Bool) -> PrimitiveDescription {
    choose((isTraining ? "forward" : "inference") + fusion.name) { algorithm in
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
        attributes: PrimitiveAttributes(adds: fusion.adds, relu: fusion.relu),
        library: library
      )
    }
  }

  /// The gradient of the source.
  func backwardData(_ forward: PrimitiveDescription) -> PrimitiveDescription {
    choose("source gradient") { algorithm in
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
    choose("kernel gradient") { algorithm in
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

  private func choose(
    _ pass: String,
    _ make: (dnnl_alg_kind_t) -> PrimitiveDescription?
  ) -> PrimitiveDescription {
    let fits = operation.kernel == 3 && operation.stride == 1
    let winograd = algorithm != .direct && fits ? make(dnnl_convolution_winograd) : nil
    if algorithm == .winograd, let winograd { return winograd }
    guard let direct = make(dnnl_convolution_direct) else {
      preconditionFailure("oneDNN has no direct convolution for \(operation)")
    }
    guard let winograd else { return direct }
    let (from, to) = (source.extents, result.extents)
    let name = """
      \(pass), \(from[0]) images, \(from[1])×\(from[2])×\(from[3]) to \(to[1])×\(to[2])×\(to[3])
      """
    let chosen = choices.algorithm(
      for: name,
      winograd: winograd,
      direct: direct,
      library: library
    )
    return chosen == .winograd ? winograd : direct
  }

  private func withOptional(
    _ description: MemoryDescription?,
    _ body: (UnsafePointer<dnnl_memory_desc_t>?) -> Void
  ) {
    guard var raw = description?.raw else { return body(nil) }
    body(&raw)
  }
}

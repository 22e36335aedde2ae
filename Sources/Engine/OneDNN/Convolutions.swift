import CDNNL
import Networks
import Recipe

/// The descriptions of one convolution's three passes.
///
/// The calls take the form of the installed version in the folder of that version. oneDNN 3 has direct
/// convolutions only on this kind of processor.
struct ConvolutionPasses {
  let operation: Convolution
  var source: MemoryDescription
  let kernel: MemoryDescription
  let bias: MemoryDescription?
  var result: MemoryDescription
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

  var window: Window { Window(operation) }

  func forward(_ fusion: Fusion, isTraining: Bool) -> ConvolutionPass {
    let attributes = PrimitiveAttributes(adds: fusion.adds, relu: fusion.relu)
    let name = (isTraining ? "forward" : "inference") + fusion.name
    if isBFloat16 {
      return chooseBFloat16(name, preparesKernel: isTraining, keepsResult: true) {
        $0.describeForward(attributes, isTraining: isTraining, $1)
      } transformed: {
        transformedConvolution(
          isGradient: false,
          kernelChanges: isTraining,
          .init(adds: fusion.adds, relu: fusion.relu)
        )
      }
    }
    return .primitive(
      choose(name) { describeForward(attributes, isTraining: isTraining, $0) }
    )
  }

  /// The gradient of the source.
  func backwardData(_ forward: PrimitiveDescription?) -> ConvolutionPass {
    backward("source gradient", forward) { passes, forward, algorithm in
      passes.describeBackwardData(forward, PrimitiveAttributes(), algorithm)
    } transformed: {
      transformedConvolution(isGradient: true, kernelChanges: true, .init())
    }
  }

  /// The gradients of kernel and bias.
  func backwardKernel(_ forward: PrimitiveDescription?) -> ConvolutionPass {
    backward("kernel gradient", forward) { passes, forward, algorithm in
      passes.describeBackwardKernel(forward, PrimitiveAttributes(), algorithm)
    } transformed: {
      transformedKernelGradient()
    }
  }

  /// A backward pass; the forward one's description is made anew where it is of another type.
  private func backward(
    _ name: String,
    _ forward: PrimitiveDescription?,
    _ make: (ConvolutionPasses, PrimitiveDescription, dnnl_alg_kind_t) -> PrimitiveDescription?,
    transformed: () -> TransformedPass?
  ) -> ConvolutionPass {
    if isBFloat16 {
      return chooseBFloat16(
        name,
        { passes, algorithm in
          let forward = passes.describeForward(
            PrimitiveAttributes(),
            isTraining: true,
            algorithm
          )
          return forward.flatMap { make(passes, $0, algorithm) }
        },
        transformed: transformed
      )
    }
    guard let forward else { preconditionFailure("no forward pass of \(operation)") }
    return .primitive(choose(name) { make(self, forward, $0) })
  }

  private func choose(
    _ pass: String,
    _ make: (dnnl_alg_kind_t) -> PrimitiveDescription?
  ) -> PrimitiveDescription {
    let winograd = algorithm != .direct && fitsWinograd ? make(dnnl_convolution_winograd) : nil
    if algorithm == .winograd, let winograd { return winograd }
    guard let direct = make(dnnl_convolution_direct) else {
      preconditionFailure("oneDNN has no direct convolution for \(operation)")
    }
    guard let winograd else { return direct }
    let chosen = choices.kernel(
      for: name(of: pass),
      among: [
        (.direct, { [TimedPrimitive(direct, library: library)] }),
        (.winograd, { [TimedPrimitive(winograd, library: library)] }),
      ]
    )
    return chosen == .winograd ? winograd : direct
  }

  var fitsWinograd: Bool { operation.kernel == 3 && operation.stride == 1 }

  /// The text that names a pass and its shapes.
  func name(of pass: String) -> String {
    let (from, to) = (source.extents, result.extents)
    return """
      \(pass), \(from[0]) images, \(from[1])×\(from[2])×\(from[3]) to \(to[1])×\(to[2])×\(to[3])
      """
  }
}

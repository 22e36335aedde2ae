import CDNNL
import Networks
import Recipe

/// The descriptions of one convolution's three passes.
///
/// The calls take the form of the installed version in the folder of that version. oneDNN 3 has direct
/// convolutions only on this kind of processor.
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

  var window: Window { Window(operation) }

  func forward(_ fusion: Fusion, isTraining: Bool) -> PrimitiveDescription {
    let attributes = PrimitiveAttributes(adds: fusion.adds, relu: fusion.relu)
    return choose((isTraining ? "forward" : "inference") + fusion.name) {
      describeForward(attributes, isTraining: isTraining, $0)
    }
  }

  /// The gradient of the source.
  func backwardData(_ forward: PrimitiveDescription) -> PrimitiveDescription {
    choose("source gradient") { describeBackwardData(forward, PrimitiveAttributes(), $0) }
  }

  /// The gradients of kernel and bias.
  func backwardKernel(_ forward: PrimitiveDescription) -> PrimitiveDescription {
    choose("kernel gradient") { describeBackwardKernel(forward, PrimitiveAttributes(), $0) }
  }

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
    let chosen = choices.algorithm(for: name, winograd: winograd, direct: direct, library: library)
    return chosen == .winograd ? winograd : direct
  }
}

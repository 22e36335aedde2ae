import Networks

/// The passes that our own transforms compute.
extension ConvolutionPasses {
  /// N, H and W where the transforms take the convolution's shapes.
  private var extents: (imageCount: Int, rows: Int, columns: Int)? {
    let (from, to) = (source.extents, result.extents)
    guard fitsWinograd, operation.padding == 1, Library.blockSize == 16, from[1].isMultiple(of: 16),
      to[1].isMultiple(of: 16)
    else { return nil }
    return (from[0], from[2], from[3])
  }

  func transformedConvolution(
    isGradient: Bool,
    _ ending: WinogradConvolution.Ending
  ) -> TransformedPass? {
    guard let extents else { return nil }
    let convolution = WinogradConvolution(
      extents,
      inputs: source.extents[1],
      outputs: result.extents[1],
      isGradient: isGradient,
      library: library
    )
    return TransformedPass(scratchByteCount: convolution.scratchByteCount) {
      convolution.run(
        $0[0],
        kernel: $0[1],
        bias: $0.count > 4 ? $0[4] : nil,
        ending,
        to: $0[2],
        scratch: $0[3]
      )
    }
  }

  func transformedKernelGradient() -> TransformedPass? {
    guard let extents else { return nil }
    let gradient = WinogradKernelGradient(
      extents,
      inputs: source.extents[1],
      outputs: result.extents[1],
      library: library
    )
    return TransformedPass(scratchByteCount: gradient.scratchByteCount) {
      gradient.run($0[0], gradient: $0[1], to: $0[2], scratch: $0[3])
    }
  }
}

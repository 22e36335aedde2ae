import Networks

/// The passes that our own transforms compute.
extension ConvolutionPasses {
  /// The tiles of the maps where the transforms take the convolution's shapes.
  private var tiles: WinogradTiles? {
    let (from, to) = (source.extents, result.extents)
    guard fitsWinograd, operation.padding == 1, Library.blockSize == 16, from[1].isMultiple(of: 16),
      to[1].isMultiple(of: 16)
    else { return nil }
    return WinogradTiles(imageCount: from[0], rows: from[2], columns: from[3])
  }

  /// From so many tiles on, transforming a kernel takes less than half of the products' time, so that inference
  /// does it in every pass too: a transformed kernel takes twice the memory of the kernel.
  private static let manyTiles = 64

  /// The result, or the source's gradient; the kernel is transformed in every pass where it `changes`.
  func transformedConvolution(
    isGradient: Bool,
    kernelChanges: Bool,
    _ ending: WinogradConvolution.Ending
  ) -> TransformedPass? {
    guard let tiles else { return nil }
    let convolution = WinogradConvolution(
      tiles,
      inputs: source.extents[1],
      outputs: result.extents[1],
      isGradient: isGradient
    )
    return TransformedPass(
      preparation: .init(
        byteCount: convolution.kernelByteCount,
        isKept: !kernelChanges && tiles.count < Self.manyTiles,
        run: convolution.prepare
      ),
      scratchByteCount: convolution.scratchByteCount
    ) {
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
    guard let tiles else { return nil }
    let gradient = WinogradKernelGradient(
      tiles,
      inputs: source.extents[1],
      outputs: result.extents[1]
    )
    return TransformedPass(preparation: nil, scratchByteCount: gradient.scratchByteCount) {
      gradient.run($0[0], gradient: $0[1], to: $0[2], scratch: $0[3])
    }
  }
}

import Networks
import Tensors

extension Planner {
  /// Plans a convolution's kernel and bias as they are with a normalisation by running statistics behind it.
  ///
  /// w′ = w·γ/√(σ² + ε) and b′ = β + (b − μ)·γ/√(σ² + ε), per output channel; computed again when
  /// parameters or statistics have changed, the kernel in every pass where it is read so. It keeps the store's
  /// layout.
  mutating func foldedParameters(
    of convolution: Convolution,
    named name: String,
    into normalization: BatchNormalization,
    named normalizationName: String,
    use: FoldedKernelUse
  ) -> (kernel: BufferID, bias: BufferID) {
    foldsStatistics = true
    let stored = parameter("\(name).weight")
    let kernel = program.buffer(description(of: stored), in: use == .read ? .permanent : .arena)
    let channels = convolution.outputChannels
    let bias = program.buffer(.plain([channels]), in: .permanent)
    let ofNormalization = ["weight", "bias", "running_mean", "running_var"].map {
      parameter("\(normalizationName).\($0)")
    }
    let ownBias = convolution.hasBias ? [parameter("\(name).bias")] : []
    let (block, epsilon) = (Library.blockSize, normalization.epsilon)
    let blockCount = (channels + block - 1) / block
    let count = description(of: stored).byteCount / MemoryLayout<Float>.stride / blockCount
    let others = ofNormalization + ownBias
    program.run(reading: [stored, bias] + others, isPreparation: true) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      let (scale, shift, mean, variance) = (values[2], values[3], values[4], values[5])
      for channel in 0..<channels {
        let factor = scale[channel] / (variance[channel] + epsilon).squareRoot()
        let own = values.count > 6 ? values[6][channel] : 0
        values[1][channel] = shift[channel] + (own - mean[channel]) * factor
      }
    }
    program.run(
      reading: [stored, kernel, ofNormalization[0], ofNormalization[3]],
      isPreparation: use != .everyPass
    ) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      let (scale, variance) = (values[2], values[3])
      // The innermost axis of the store's kernels is a block of output channels.
      Parallel.forEachPiece(of: blockCount) { piece in
        var factors = [Float](repeating: 0, count: block)
        for index in piece {
          for lane in 0..<block {
            let channel = index * block + lane
            factors[lane] =
              channel < channels ? scale[channel] / (variance[channel] + epsilon).squareRoot() : 0
          }
          let (from, to) = (values[0] + index * count, values[1] + index * count)
          for position in 0..<count { to[position] = from[position] * factors[position % block] }
        }
      }
    }
    return (kernel, bias)
  }
}

/// What becomes of a kernel with a normalisation folded into it.
enum FoldedKernelUse {
  /// It is read as it is, until parameters change.
  case read
  /// It is copied into another form that is kept.
  case copied
  /// It is computed and brought into another form in every pass.
  case everyPass
}

import Networks
import Tensors

extension Planner {
  /// Plans a convolution's kernel and bias as they are with a normalisation by running statistics behind it.
  ///
  /// w′ = w·γ/√(σ² + ε) and b′ = β + (b − μ)·γ/√(σ² + ε), per output channel; computed again when
  /// parameters or statistics have changed. The kernel keeps the store's layout.
  mutating func foldedParameters(
    of convolution: Convolution,
    named name: String,
    into normalization: BatchNormalization,
    named normalizationName: String,
    kernelPlace: Place
  ) -> (kernel: BufferID, bias: BufferID) {
    foldsStatistics = true
    let stored = parameter("\(name).weight")
    let kernel = program.buffer(description(of: stored), in: kernelPlace)
    let channels = convolution.outputChannels
    let bias = program.buffer(.plain([channels]), in: .permanent)
    let ofNormalization = ["weight", "bias", "running_mean", "running_var"].map {
      parameter("\(normalizationName).\($0)")
    }
    let ownBias = convolution.hasBias ? [parameter("\(name).bias")] : []
    let (block, epsilon) = (Library.blockSize, normalization.epsilon)
    let blockCount = (channels + block - 1) / block
    let count = description(of: stored).byteCount / MemoryLayout<Float>.stride / blockCount
    program.run(
      reading: [stored, kernel, bias] + ofNormalization + ownBias,
      isPreparation: true
    ) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      let (scale, shift, mean, variance) = (values[3], values[4], values[5], values[6])
      var factors = [Float](repeating: 0, count: blockCount * block)
      for channel in 0..<channels {
        factors[channel] = scale[channel] / (variance[channel] + epsilon).squareRoot()
        let own = values.count > 7 ? values[7][channel] : 0
        values[2][channel] = shift[channel] + (own - mean[channel]) * factors[channel]
      }
      // The innermost axis of the store's kernels is a block of output channels.
      for index in 0..<blockCount {
        let (from, to) = (values[0] + index * count, values[1] + index * count)
        for position in 0..<count {
          to[position] = from[position] * factors[index * block + position % block]
        }
      }
    }
    return (kernel, bias)
  }
}

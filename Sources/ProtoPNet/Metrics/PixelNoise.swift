package import Tensors

/// Normal noise on the inputs of a network, cut at a limit on either side.
package struct PixelNoise: Sendable {
  package let standardDeviation: Float
  package let limit: Float
  package let seed: UInt64
  /// What the noise of each channel is multiplied by.
  package let scales: [Float]

  package init(standardDeviation: Float, limit: Float, seed: UInt64, scales: [Float]) {
    (self.standardDeviation, self.limit) = (standardDeviation, limit)
    (self.seed, self.scales) = (seed, scales)
  }

  /// Inputs [N, C, H, W] with one draw's noise; a picture's noise follows from the draw and its place in
  /// `images` alone, however the pictures are batched.
  package func added(to inputs: Tensor, draw: Int, images: [Int]) -> Tensor {
    let channelCount = scales.count
    precondition(
      inputs.shape.rank == 4 && inputs.shape[0] == images.count && inputs.shape[1] == channelCount,
      "inputs \(inputs.shape) of \(images.count) pictures"
    )
    let size = inputs.shape[2] * inputs.shape[3]
    var noisy = inputs
    noisy.withMutableValues { values in
      for (position, image) in images.enumerated() {
        var stream = RandomStream(seed: seed, purpose: "pixel noise", epoch: draw, index: image)
        for (channel, scale) in scales.enumerated() {
          let first = (channelCount * position + channel) * size
          for place in first..<first + size {
            let noise = min(max(standardDeviation * stream.normal(), -limit), limit)
            values[place] += scale * noise
          }
        }
      }
    }
    return noisy
  }
}

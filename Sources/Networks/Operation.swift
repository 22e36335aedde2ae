/// What a node of a network computes.
package enum Operation: Hashable, Sendable {
  /// The network's input, [N, channels, H, W].
  case input(channels: Int)
  case convolution(Convolution)
  case batchNormalization(BatchNormalization)
  /// max(x, 0).
  case relu
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  case maxPool(Pool)
  /// The mean over the window; padding does not occur with it in the paper's backbones.
  case averagePool(Pool)
  /// The sum of two or more feature maps of one shape.
  case add
  /// Feature maps joined along the channels, in the order of the inputs.
  case concatenate
}

/// A two-dimensional convolution with square kernel, stride and zero padding.
package struct Convolution: Hashable, Sendable {
  package var inputChannels: Int
  package var outputChannels: Int
  package var kernel: Int
  package var stride: Int
  package var padding: Int
  package var hasBias: Bool
  package var initializer: Initializer
  package var biasInitializer: Initializer

  package init(
    from inputChannels: Int,
    to outputChannels: Int,
    kernel: Int,
    stride: Int = 1,
    padding: Int = 0,
    hasBias: Bool,
    initializer: Initializer = .kaimingNormal(.outputs),
    biasInitializer: Initializer = .constant(0)
  ) {
    (self.inputChannels, self.outputChannels, self.kernel) = (inputChannels, outputChannels, kernel)
    (self.stride, self.padding, self.hasBias) = (stride, padding, hasBias)
    (self.initializer, self.biasInitializer) = (initializer, biasInitializer)
  }

  /// The extent after the convolution of an axis with `extent` cells.
  package func outputExtent(_ extent: Int) -> Int {
    windowCount(extent: extent, kernel: kernel, stride: stride, padding: padding)
  }
}

/// Normalisation per channel, with running statistics for evaluation (torchvision's settings).
package struct BatchNormalization: Hashable, Sendable {
  package var channels: Int
  package var epsilon: Float = 1e-5
  /// The share of a batch's statistics in the updated running ones.
  package var momentum: Float = 0.1

  package init(channels: Int) { self.channels = channels }
}

/// A pooling window.
package struct Pool: Hashable, Sendable {
  package var kernel: Int
  package var stride: Int
  package var padding: Int

  package init(kernel: Int, stride: Int, padding: Int = 0) {
    (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
  }

  /// The extent after pooling an axis with `extent` cells.
  package func outputExtent(_ extent: Int) -> Int {
    windowCount(extent: extent, kernel: kernel, stride: stride, padding: padding)
  }
}

/// The positions of a window on an axis; none where the window is longer than the padded axis.
private func windowCount(extent: Int, kernel: Int, stride: Int, padding: Int) -> Int {
  let room = extent + 2 * padding - kernel
  return room < 0 ? 0 : room / stride + 1
}

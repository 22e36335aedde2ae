package import Engines
package import Networks
package import Tensors

/// The network that the paper's tables compare with: a backbone, the mean over its map, a linear layer.
///
/// The linear layer is a 1×1 convolution on one cell, so the engine runs all of it.
/// Source: paper §3.1, the baselines of Table 1.
package final class BaselineNetwork: ConvolutionalNetwork {
  package static let linearLayerPrefix = "linear_layer/"

  /// Puts a linear layer behind a backbone whose output has `extent` rows and columns.
  ///
  /// A seed gives the backbone the same random parameters as that of a ``PrototypeNetwork``.
  package init(
    backbone: Graph,
    extent: Int,
    classCount: Int,
    engine: any ComputeEngine,
    seed: UInt64?
  ) {
    super.init(
      backbone: backbone.averaged(extent: extent),
      behind: .linearLayer(from: backbone.outputChannels, to: classCount),
      prefix: Self.linearLayerPrefix,
      engine: engine,
      seed: seed
    )
  }

  /// The logits [N, K] of pictures [N, 3, H, W], with running statistics.
  package func logits(_ pictures: Tensor) throws(NetworkError) -> Tensor {
    Self.logits(try evaluate(.whole, pictures))
  }

  /// The network's output [N, K, 1, 1] as logits [N, K].
  static func logits(_ output: Tensor) -> Tensor {
    output.reshaped([output.shape[0], output.shape[1]])
  }
}

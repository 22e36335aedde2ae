package import Engines
package import Networks
package import Tensors

/// The network of the paper: convolutional layers f (backbone and add-on layers), prototypes, last layer.
///
/// Convolutional layers run on the engine; the head holds prototypes and last layer. One instance is
/// trained, projected and evaluated in place.
package final class PrototypeNetwork: ConvolutionalNetwork {
  package var head: PrototypeHead

  package static let addOnLayersPrefix = "add_on_layers/"

  /// Joins a backbone, add-on layers and a head; parameters are drawn from the seed.
  package init(
    backbone: Graph,
    addOnLayers: Graph,
    head: PrototypeHead,
    engine: any ComputeEngine,
    seed: UInt64?
  ) {
    self.head = head
    super.init(
      backbone: backbone,
      behind: addOnLayers,
      prefix: Self.addOnLayersPrefix,
      engine: engine,
      seed: seed
    )
  }

  /// The minimum squared distances [N, P] of latent maps [N, D, H, W].
  package func distances(_ latent: Tensor) -> Tensor { head.prototypeLayer.forward(latent).values }
}

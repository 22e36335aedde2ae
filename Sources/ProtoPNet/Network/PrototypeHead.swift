import HeadKernels
package import Tensors

/// Everything of the network behind the latent maps: prototypes, similarities and last layer.
package struct PrototypeHead: Sendable {
  package var prototypeLayer: PrototypeLayer
  package var lastLayer: LastLayer
  /// The costs that belong to the prototypes' classes.
  package let objective: Objective

  /// Creates a head; a missing last layer is the initial one, 1 to the own class and −0.5 to others.
  package init(prototypeLayer: PrototypeLayer, lastLayer: LastLayer? = nil) {
    let (labels, classCount) = (prototypeLayer.prototypeClass, prototypeLayer.classCount)
    self.prototypeLayer = prototypeLayer
    self.lastLayer = lastLayer ?? LastLayer(prototypeClass: labels, classCount: classCount)
    objective = Objective(prototypeClass: labels, classCount: classCount)
    precondition(
      self.lastLayer.weight.shape == [classCount, labels.count],
      "a last layer \(self.lastLayer.weight.shape) for \(classCount) classes and "
        + "\(labels.count) prototypes"
    )
  }

  /// What the head makes of latent maps.
  package struct Output: Sendable {
    package let minimumDistances: MinimumDistances
    /// [N, P].
    package let similarities: Tensor
    /// [N, K].
    package let logits: Tensor
  }

  /// Classifies latent maps, [N, D, H, W].
  package func forward(_ latent: Tensor) -> Output {
    let distances = prototypeLayer.forward(latent)
    let similarities = prototypeLayer.similarityFunction.values(at: distances.values)
    return Output(
      minimumDistances: distances,
      similarities: similarities,
      logits: lastLayer.logits(of: similarities)
    )
  }

  /// The head with only the prototypes at these ascending indices, as pruning leaves it.
  package func keeping(_ indices: [Int]) -> PrototypeHead {
    PrototypeHead(
      prototypeLayer: prototypeLayer.keeping(indices),
      lastLayer: lastLayer.keeping(indices)
    )
  }
}

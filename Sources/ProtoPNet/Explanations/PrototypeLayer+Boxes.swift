package import Recipe
package import Tensors

extension PrototypeLayer {
  /// The layer after a projection with the prototypes that boxes and heat maps are of; `before`
  /// [P, D, H1, W1] are those that the projection moved.
  package func shown(by boxes: PrototypeBoxes?, before: Tensor?) -> PrototypeLayer {
    guard boxes == .beforeProjection, let before else { return self }
    var layer = self
    layer.prototypes = before
    return layer
  }
}

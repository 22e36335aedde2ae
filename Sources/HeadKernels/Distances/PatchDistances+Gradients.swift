package import Tensors

extension PatchDistances {
  /// The gradients that `gradients` finds; nil where not asked for.
  package struct Gradients: Sendable {
    /// With respect to the latent maps, [N, D, H, W].
    package var latent: Tensor?
    /// With respect to the prototypes, [P, D, H1, W1].
    package var prototypes: Tensor?
  }

  /// The gradients behind minimum distances, given the gradient with respect to them, [N, P].
  ///
  /// Only the nearest patch of each image and prototype takes part: ∂d/∂z̃ = 2 (z̃ − p),
  /// ∂d/∂p = 2 (p − z̃), and 0 where the clamp at 0 acted. Each sum is taken in one fixed order, so
  /// the result does not depend on the thread count. `minima` are those of the same latent maps and
  /// prototypes. Complexity: O(N·P·D·H1·W1).
  package static func gradients(
    latent: Tensor,
    prototypes: Tensor,
    minima: (values: Tensor, cells: [Int32]),
    distanceGradient: Tensor,
    needsLatent: Bool = true,
    needsPrototypes: Bool = true
  ) -> Gradients {
    let prototypeCount = prototypes.shape[0]
    precondition(
      distanceGradient.shape == minima.values.shape
        && distanceGradient.shape == [latent.shape[0], prototypeCount],
      "gradient \(distanceGradient.shape) of distances \(minima.values.shape) for "
        + "\(latent.shape[0]) images and \(prototypeCount) prototypes"
    )
    let geometry = PatchGeometry(latent: latent.shape, prototypes: prototypes.shape)
    precondition(
      minima.cells.count == minima.values.count
        && minima.cells.allSatisfy { (0..<geometry.cellCount).contains(Int($0)) },
      "\(minima.cells.count) cells of \(geometry.cellCount) for \(minima.values.shape)"
    )
    guard needsLatent || needsPrototypes else { return Gradients() }
    let links = PatchLinks(
      geometry: geometry,
      prototypes: prototypes,
      rows: geometry.rows(of: latent),
      minima: minima,
      gradient: distanceGradient
    )
    return Gradients(
      latent: needsLatent ? links.latentGradient(shape: latent.shape) : nil,
      prototypes: needsPrototypes ? links.prototypeGradient() : nil
    )
  }
}

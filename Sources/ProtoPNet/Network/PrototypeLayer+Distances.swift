package import HeadKernels
package import Tensors

extension PrototypeLayer {
  /// The smallest squared distance from every prototype to a patch of every image of `latent` [N, D, H, W].
  ///
  /// Each image's numbers depend on nothing but the image; see ``PatchDistances/minima(of:to:)``.
  package func forward(_ latent: Tensor) -> MinimumDistances {
    let (values, cells) = PatchDistances.minima(of: latent, to: prototypes)
    return MinimumDistances(values: values, cells: cells)
  }

  /// The gradients behind minimum distances, given the gradient with respect to them, [N, P].
  package func backward(
    latent: Tensor,
    minimumDistances: MinimumDistances,
    distanceGradient: Tensor,
    needsLatent: Bool = true,
    needsPrototypes: Bool = true
  ) -> PatchDistances.Gradients {
    PatchDistances.gradients(
      latent: latent,
      prototypes: prototypes,
      minima: (minimumDistances.values, minimumDistances.cells),
      distanceGradient: distanceGradient,
      needsLatent: needsLatent,
      needsPrototypes: needsPrototypes
    )
  }

  /// The squared distances from prototypes to every patch of one image, [P, H', W'].
  ///
  /// `latent` is [D, H, W] or [1, D, H, W]; `indices` selects prototypes, in that order.
  package func distances(to latent: Tensor, prototypes indices: [Int]? = nil) -> Tensor {
    PatchDistances.maps(of: latent, to: indices.map { gather($0) } ?? prototypes)
  }

  /// The similarities of prototypes to every patch of one image, [P, H', W']; see `distances`.
  package func similarities(to latent: Tensor, prototypes indices: [Int]? = nil) -> Tensor {
    similarityFunction.values(at: distances(to: latent, prototypes: indices))
  }

  /// The similarities at squared distances of any shape.
  package func similarities(at squaredDistances: Tensor) -> Tensor {
    similarityFunction.values(at: squaredDistances)
  }
}

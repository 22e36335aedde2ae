import HeadKernels
package import Tensors

/// How far the latent patches of one image lie from every prototype before and after a projection.
///
/// A projection moves prototypes alone, so one latent map serves both. Latent maps and prototypes are
/// taken as exact numbers; all that follows from them is computed in double precision, from
/// differences.
package struct ProjectedImage: Sendable {
  /// A latent patch and its distance ‖z̃ − p‖, not squared.
  package struct Nearest: Equatable, Sendable {
    package var distance: Double
    /// Row · W' + column.
    package var cell: Int

    package init(distance: Double, cell: Int) {
      self.distance = distance
      self.cell = cell
    }
  }

  /// The number of patches, H'·W'.
  package let cellCount: Int
  /// ‖z̃ − b_j‖ of every patch and every prototype before the projection, [P, H'·W'].
  package let distances: [Double]
  /// ‖z̃ − z̃'‖² of every two patches, [H'·W', H'·W'].
  package let squaredPatchDistances: [Double]
  /// The nearest patch to every prototype before, b_j, and after, a_j; [P] each.
  ///
  /// Where several patches are nearest to b_j or to a_j, one is taken that is nearest to both if there
  /// is one, else the first one.
  package let before: [Nearest]
  package let after: [Nearest]

  /// Measures latent maps [N, D, H, W] against prototypes [P, D, H1, W1] before and after.
  package static func images(latent: Tensor, before: Tensor, after: Tensor) -> [ProjectedImage] {
    precondition(before.shape == after.shape, "prototypes \(before.shape) and \(after.shape)")
    let geometry = PatchGeometry(latent: latent.shape, prototypes: before.shape)
    let rows = geometry.rows(of: latent)
    let (before, after) = (before.values.map(Double.init), after.values.map(Double.init))
    return (0..<latent.shape[0]).mapOnAllThreads { image in
      ProjectedImage(
        patches: rows.slice(image).values.map(Double.init),
        before: before,
        after: after,
        patchSize: geometry.patchSize
      )
    }
  }

  /// Measures the patches [H'·W', `patchSize`] of one image against prototypes [P, `patchSize`].
  package init(patches: [Double], before: [Double], after: [Double], patchSize: Int) {
    let cells = patches.count / patchSize
    precondition(
      cells > 0 && patches.count == cells * patchSize && before.count == after.count
        && before.count % patchSize == 0,
      "\(patches.count) values of patches, \(before.count) and \(after.count) of prototypes"
    )
    cellCount = cells
    let squaredBefore = ExactDistances.squared(before, patches, size: patchSize)
    let squaredAfter = ExactDistances.squared(after, patches, size: patchSize)
    squaredPatchDistances = ExactDistances.squared(patches, patches, size: patchSize)
    distances = squaredBefore.map { $0.squareRoot() }
    var nearest: (before: [Nearest], after: [Nearest]) = ([], [])
    for prototype in 0..<before.count / patchSize {
      let range = prototype * cells..<(prototype + 1) * cells
      let (first, second) = Self.nearest(squaredBefore[range], squaredAfter[range])
      nearest.before.append(first)
      nearest.after.append(second)
    }
    (self.before, self.after) = nearest
  }

  private static func nearest(
    _ before: ArraySlice<Double>,
    _ after: ArraySlice<Double>
  ) -> (Nearest, Nearest) {
    func first(_ values: ArraySlice<Double>, _ least: Double) -> Int {
      (values.firstIndex(of: least) ?? values.startIndex) - values.startIndex
    }
    let (least, leastAfter) = (before.min() ?? .nan, after.min() ?? .nan)
    let shared = zip(before, after).enumerated().first { $1.0 == least && $1.1 == leastAfter }
    return (
      Nearest(distance: least.squareRoot(), cell: shared?.offset ?? first(before, least)),
      Nearest(distance: leastAfter.squareRoot(), cell: shared?.offset ?? first(after, leastAfter))
    )
  }
}

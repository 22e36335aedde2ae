import Engine
package import Tensors

/// The cell of an image's patch that is nearest to a prototype, for the projection.
package struct NearestCell: Sendable {
  /// ‖z̃ − p‖²; infinite where no distance is finite.
  package private(set) var squaredDistance = Float.infinity
  /// Row · W' + column; the first cell on ties.
  package private(set) var cell = 0

  /// Each image's nearest cells to its candidates among the prototypes, [N][candidates of the image].
  ///
  /// `rows` are the images' patches, [N, H'·W', D·H1·W1], `prototypes` are [P, D, H1, W1], and
  /// `candidates` names prototypes for every image. Distances are sums of squared differences.
  package static func search(
    rows: Tensor,
    prototypes: Tensor,
    candidates: [[Int]]
  ) -> [[NearestCell]] {
    let (cellCount, size) = (rows.shape[1], rows.shape[2])
    let prototypeCount = prototypes.shape[0]
    precondition(
      rows.shape[0] == candidates.count && prototypes.count == prototypeCount * size,
      "patches \(rows.shape) of \(candidates.count) images for prototypes \(prototypes.shape)"
    )
    return rows.withUnsafePointer { rows in
      prototypes.withUnsafePointer { prototypes in
        Parallel.map(candidates.count) { image in
          candidates[image].map { prototype in
            precondition((0..<prototypeCount).contains(prototype), "no prototype \(prototype)")
            return nearest(
              rows + image * cellCount * size,
              cellCount: cellCount,
              to: prototypes + prototype * size,
              size: size
            )
          }
        }
      }
    }
  }

  private static func nearest(
    _ patches: UnsafePointer<Float>,
    cellCount: Int,
    to prototype: UnsafePointer<Float>,
    size: Int
  ) -> NearestCell {
    var best = NearestCell()
    for cell in 0..<cellCount {
      let distance = VectorLoops.squaredDistance(patches + cell * size, prototype, count: size)
      if distance < best.squaredDistance {
        best = NearestCell(squaredDistance: distance, cell: cell)
      }
    }
    return best
  }
}

package import Tensors

/// The squared distance from every prototype to the nearest latent patch of every image.
package struct MinimumDistances: Sendable {
  /// min over the map of ‖z̃ − p_j‖², [N, P].
  package let values: Tensor
  /// The nearest patch's cell, row · W' + column, in N·P order; the first one in scan order on ties.
  ///
  /// W' = W − W1 + 1 is the width of the distance map.
  package let cells: [Int32]

  package init(values: Tensor, cells: [Int32]) {
    precondition(
      values.shape.rank == 2 && cells.count == values.count,
      "\(cells.count) cells for distances of shape \(values.shape)"
    )
    (self.values, self.cells) = (values, cells)
  }
}

package import Tensors

/// The squared distances ‖z̃ − p‖² between latent patches and prototypes, as the layer takes them.
///
/// Latent maps are [N, D, H, W] and prototypes [P, D, H1, W1]; the map of distances has H' rows and W'
/// columns, see ``PatchGeometry``.
package enum PatchDistances {
  /// The smallest squared distances, [N, P], and the cells of the nearest patches in N·P order.
  ///
  /// d = max(0, ‖z̃‖² + (‖p‖² − 2 z̃·p)) in float32; of equal distances the first one in scan order
  /// counts. The distances exist for one image and a tile of prototypes at a time, so that memory does
  /// not grow with P. Each image's numbers depend on nothing but the image: not on N, nor on the thread
  /// count. A minimum over a NaN is NaN.
  /// Source: `_l2_convolution` and `forward` in model.py.
  package static func minima(
    of latent: Tensor,
    to prototypes: Tensor
  ) -> (values: Tensor, cells: [Int32]) {
    let geometry = PatchGeometry(latent: latent.shape, prototypes: prototypes.shape)
    let (imageCount, count) = (latent.shape[0], prototypes.shape[0])
    let columns = geometry.columns(of: latent)
    let patchNorms = geometry.columnNorms(of: columns)
    let tiles = PrototypeTiles(prototypes: prototypes, geometry: geometry)
    var cells: [Int32] = []
    let values = Tensor(shape: [imageCount, count]) { values in
      cells = [Int32](unsafeUninitializedCapacity: imageCount * count) { cells, initializedCount in
        tiles.reduceMinima(columns: columns, patchNorms: patchNorms, into: values, cells: cells)
        initializedCount = imageCount * count
      }
    }
    return (values, cells)
  }

  /// The squared distances from every patch of one image, [D, H, W] or [1, D, H, W], as [P, H', W'].
  ///
  /// For the same prototypes the numbers are those whose minimum `minima` finds.
  /// Source: `push_forward` in model.py.
  package static func maps(of latent: Tensor, to prototypes: Tensor) -> Tensor {
    let dimensions = latent.shape.dimensions
    let single = dimensions.count == 3 ? latent.reshaped(Shape([1] + dimensions)) : latent
    precondition(single.shape.rank == 4 && single.shape[0] == 1, "\(latent.shape) is not one image")
    let geometry = PatchGeometry(latent: single.shape, prototypes: prototypes.shape)
    let columns = geometry.columns(of: single)
    let patchNorms = geometry.columnNorms(of: columns)
    let tiles = PrototypeTiles(prototypes: prototypes, geometry: geometry)
    let shape: Shape = [prototypes.shape[0], geometry.rowCount, geometry.columnCount]
    return Tensor(shape: shape) { maps in
      tiles.writeMaps(columns: columns, patchNorms: patchNorms, into: maps)
    }
  }
}

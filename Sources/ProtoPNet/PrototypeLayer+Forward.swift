import Engine
package import Tensors

extension PrototypeLayer {
  /// The smallest squared distance from every prototype to a patch of every image of `latent` [N, D, H, W].
  ///
  /// d = max(0, ‖z̃‖² + (‖p‖² − 2 z̃·p)) in float32. The distances exist for one image and a tile of
  /// prototypes at a time, so that memory does not grow with P. Each image's numbers depend on
  /// nothing but the image: not on N, nor on the thread count. Where an image's or a prototype's
  /// norm is not finite its distances are NaN. Source: `_l2_convolution` and `forward` in model.py.
  package func forward(_ latent: Tensor) -> MinimumDistances {
    let geometry = geometry(of: latent.shape)
    let imageCount = latent.shape[0]
    let columns = geometry.columns(of: latent)
    let patchNorms = geometry.columnNorms(of: columns)
    let tiles = PrototypeTiles(prototypes: prototypes, geometry: geometry)
    let count = prototypeCount
    var cells: [Int32] = []
    let values = Tensor(shape: [imageCount, count]) { values in
      cells = [Int32](unsafeUninitializedCapacity: imageCount * count) { cells, initializedCount in
        tiles.reduceMinima(columns: columns, patchNorms: patchNorms, into: values, cells: cells)
        initializedCount = imageCount * count
      }
    }
    return MinimumDistances(
      values: values,
      cells: cells,
      mapHeight: geometry.rowCount,
      mapWidth: geometry.columnCount
    )
  }

  /// The squared distances from prototypes to every patch of one image, [P, H', W'].
  ///
  /// `latent` is [D, H, W] or [1, D, H, W]; `indices` selects prototypes, in that order. For all
  /// prototypes the numbers are those whose minimum `forward` finds.
  /// Source: `push_forward` in model.py.
  package func distances(to latent: Tensor, prototypes indices: [Int]? = nil) -> Tensor {
    let dimensions = latent.shape.dimensions
    let single = dimensions.count == 3 ? latent.reshaped(Shape([1] + dimensions)) : latent
    precondition(single.shape.rank == 4 && single.shape[0] == 1, "\(latent.shape) is not one image")
    let geometry = geometry(of: single.shape)
    let columns = geometry.columns(of: single)
    let patchNorms = geometry.columnNorms(of: columns)
    let chosen = indices.map { gather($0) } ?? prototypes
    let tiles = PrototypeTiles(prototypes: chosen, geometry: geometry)
    return Tensor(shape: [chosen.shape[0], geometry.rowCount, geometry.columnCount]) { result in
      tiles.writeMaps(columns: columns, patchNorms: patchNorms, into: result)
    }
  }

  /// The similarities of prototypes to every patch of one image, [P, H', W']; see `distances`.
  package func similarities(to latent: Tensor, prototypes indices: [Int]? = nil) -> Tensor {
    similarityFunction.values(at: distances(to: latent, prototypes: indices))
  }
}

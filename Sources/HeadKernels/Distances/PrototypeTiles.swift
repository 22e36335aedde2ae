import Engine
import Tensors

/// The prototypes, cut into tiles, so that products with patches fit the cache whatever P is.
///
/// A matrix product is always one image by one tile on one thread: its shape, hence its rounding,
/// depends on neither the number of images nor the number of threads.
struct PrototypeTiles {
  private let prototypes: Tensor
  private let geometry: PatchGeometry
  private let count: Int
  private let tileWidth: Int

  /// The floats of one tile's products that a thread may hold: 1 MiB.
  private static let productCapacity = 1 << 18
  private static let widestTile = 512

  /// Cuts prototypes [P, D, H1, W1] into tiles for maps of this geometry.
  init(prototypes: Tensor, geometry: PatchGeometry) {
    self.prototypes = prototypes
    self.geometry = geometry
    count = prototypes.shape[0]
    let lanes = MinimumReduction.laneCount
    let fitting = Self.productCapacity / geometry.cellCount / lanes * lanes
    tileWidth = min(max(fitting, 4 * lanes), Self.widestTile)
  }

  /// Writes the smallest distances [N, P] and their cells; see ``PatchDistances``.
  func reduceMinima(
    columns: Tensor,
    patchNorms: Tensor,
    into values: UnsafeMutableBufferPointer<Float>,
    cells: UnsafeMutableBufferPointer<Int32>
  ) {
    guard let values = values.baseAddress, let cells = cells.baseAddress else { return }
    forEachTile(columns: columns, patchNorms: patchNorms) { image, tile, operands in
      MinimumReduction.reduce(
        operands,
        values: values + image * count + tile.lowerBound,
        cells: cells + image * count + tile.lowerBound
      )
    }
  }

  /// Writes the distances of one image, [P, H'·W'].
  func writeMaps(
    columns: Tensor,
    patchNorms: Tensor,
    into maps: UnsafeMutableBufferPointer<Float>
  ) {
    guard let maps = maps.baseAddress else { return }
    forEachTile(columns: columns, patchNorms: patchNorms) { _, tile, operands in
      MinimumReduction.writeMaps(operands, into: maps + tile.lowerBound * geometry.cellCount)
    }
  }

  /// Multiplies every image's patches [N, D·H1·W1, H'·W'] by every tile, on all threads.
  ///
  /// All images come to a tile before the next one, so prototypes are read from memory once.
  private func forEachTile(
    columns: Tensor,
    patchNorms: Tensor,
    _ body: (_ image: Int, _ tile: Range<Int>, _ operands: MinimumReduction.Operands) -> Void
  ) {
    let (size, cellCount, tileWidth) = (geometry.patchSize, geometry.cellCount, tileWidth)
    let imageCount = columns.shape[0]
    let tileCount = (count + tileWidth - 1) / tileWidth
    columns.withUnsafePointer { columns in
      patchNorms.withUnsafePointer { patchNorms in
        prototypes.withUnsafePointer { prototypes in
          Parallel.forEachPiece(of: imageCount * tileCount) { units in
            let workspace = Workspace(cellCount: cellCount, tileWidth: tileWidth)
            defer { workspace.deallocate() }
            var tile = 0..<0
            for unit in units {
              let (image, first) = (unit % imageCount, unit / imageCount * tileWidth)
              if tile.isEmpty || tile.lowerBound != first {
                tile = first..<min(first + tileWidth, count)
                for (position, index) in tile.enumerated() {
                  workspace.norms[position] = VectorLoops.squaredNorm(
                    prototypes + index * size,
                    count: size
                  )
                }
              }
              MatrixProduct.multiply(
                MatrixView(
                  columns + image * size * cellCount,
                  rowStride: cellCount,
                  transposed: true
                ),
                MatrixView(prototypes + first * size, rowStride: size, transposed: true),
                rows: cellCount,
                inner: size,
                columns: tile.count,
                into: workspace.products,
                rowStride: tileWidth
              )
              let operands = MinimumReduction.Operands(
                products: workspace.products,
                rowStride: tileWidth,
                cellCount: cellCount,
                patchNorms: patchNorms + image * cellCount,
                prototypeNorms: workspace.norms,
                count: tile.count
              )
              body(image, tile, operands)
            }
          }
        }
      }
    }
  }

  /// What a thread holds of one image and one tile.
  private struct Workspace {
    /// z̃·p, [cellCount × tileWidth].
    let products: UnsafeMutablePointer<Float>
    /// ‖p‖², [tileWidth].
    let norms: UnsafeMutablePointer<Float>

    init(cellCount: Int, tileWidth: Int) {
      products = .allocate(capacity: cellCount * tileWidth)
      norms = .allocate(capacity: tileWidth)
      // Zeros keep the lanes beyond the last prototype defined.
      products.initialize(repeating: 0, count: cellCount * tileWidth)
      norms.initialize(repeating: 0, count: tileWidth)
    }

    func deallocate() {
      products.deallocate()
      norms.deallocate()
    }
  }
}

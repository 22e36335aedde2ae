import CBFloat16
import Tensors

/// The gradient of 3×3 kernels from bfloat16 maps by Winograd's transform.
///
/// With V and Z the transforms of the source and of the result's gradient, Gᵀ[Σ Vᵀ Z]G over all tiles.
final class WinogradKernelGradient {
  private let tiles: WinogradTiles
  private let inputs, outputs: Int
  private let products, addedProducts: MatrixProducts
  private let source, result: winograd_map
  private let places: (source: Int, result: Int, products: Int, scratch: Int)
  let scratchByteCount: Int

  /// Below so many tiles the sums are read and written too often.
  private static let shortestPiece = 384

  init(
    _ tiles: (imageCount: Int, rows: Int, columns: Int),
    inputs: Int,
    outputs: Int,
    library: Library
  ) {
    let count = WinogradTiles.positionCount
    self.tiles = WinogradTiles(
      imageCount: tiles.imageCount,
      rows: tiles.rows,
      columns: tiles.columns,
      bytesPerTile: count * 2 * (inputs + outputs),
      shortest: Self.shortestPiece
    )
    let length = self.tiles.pieceLength
    let sides: (MemoryDescription, MemoryDescription) = (
      .transposed([count, inputs, length], .bfloat16), .plain([count, length, outputs], .bfloat16)
    )
    let sums = MemoryDescription.plain([count, inputs, outputs])
    products = MatrixProducts(sides.0, sides.1, to: sums, library: library)
    addedProducts = MatrixProducts(sides.0, sides.1, to: sums, adds: true, library: library)
    (self.inputs, self.outputs) = (inputs, outputs)
    (source, result) = (self.tiles.map(channels: inputs), self.tiles.map(channels: outputs))
    var parts = ScratchParts()
    places = (
      parts.part(2 * count * length * inputs), parts.part(2 * count * length * outputs),
      parts.part(sums.byteCount),
      parts.part(max(products.scratchByteCount, addedProducts.scratchByteCount))
    )
    scratchByteCount = parts.byteCount
  }

  /// Computes a kernel's gradient in the store's layout.
  func run(
    _ map: UnsafeMutableRawPointer,
    gradient: UnsafeMutableRawPointer,
    to target: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    let length = tiles.pieceLength
    let sums = scratch + places.products
    for tile in stride(from: 0, to: tiles.count, by: length) {
      Parallel.forEachPiece(of: length) { piece in
        tiles.transformSource(source, at: map, piece, from: tile, to: scratch + places.source)
        withUnsafePointer(to: result) {
          winograd_transform_gradient(
            $0,
            gradient.assumingMemoryBound(to: UInt16.self),
            tile,
            length,
            piece.lowerBound,
            piece.upperBound,
            (scratch + places.result).assumingMemoryBound(to: UInt16.self)
          )
        }
      }
      (tile == 0 ? products : addedProducts).multiply(
        scratch + places.source,
        scratch + places.result,
        into: sums,
        scratch: scratch + places.scratch
      )
    }
    Parallel.forEachPiece(of: inputs) { piece in
      winograd_transform_kernel_gradient(
        sums.assumingMemoryBound(to: Float.self),
        inputs,
        outputs,
        piece.lowerBound,
        piece.upperBound,
        target.assumingMemoryBound(to: Float.self)
      )
    }
  }
}

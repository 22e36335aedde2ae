import CBFloat16
import Tensors

/// A convolution of bfloat16 maps with 3×3 kernels, or its source's gradient, by Winograd's F(4×4, 3×3).
///
/// Transforms of source and kernel are rounded to bfloat16, their products are summed in single precision.
final class WinogradConvolution {
  private let tiles: WinogradTiles
  /// The kernel's I and O.
  private let inputs, outputs: Int
  /// Whether the result's gradient is convolved with the turned kernel.
  private let isGradient: Bool
  private let products: MatrixProducts
  private let source, result: winograd_map
  private let places: (kernel: Int, source: Int, products: Int, scratch: Int)
  let scratchByteCount: Int

  /// What is done beside the convolution.
  struct Ending {
    var adds = false
    var relu = false
  }

  init(
    _ tiles: (imageCount: Int, rows: Int, columns: Int),
    inputs: Int,
    outputs: Int,
    isGradient: Bool,
    library: Library
  ) {
    let (from, to) = isGradient ? (outputs, inputs) : (inputs, outputs)
    let count = WinogradTiles.positionCount
    self.tiles = WinogradTiles(
      imageCount: tiles.imageCount,
      rows: tiles.rows,
      columns: tiles.columns,
      bytesPerTile: count * (2 * from + 4 * to)
    )
    let length = self.tiles.pieceLength
    let kernel = Shape([count, from, to])
    products = MatrixProducts(
      .plain([count, length, from], .bfloat16),
      isGradient ? .transposed(kernel, .bfloat16) : .plain(kernel, .bfloat16),
      to: .plain([count, length, to]),
      library: library
    )
    (self.inputs, self.outputs, self.isGradient) = (inputs, outputs, isGradient)
    (source, result) = (self.tiles.map(channels: from), self.tiles.map(channels: to))
    var parts = ScratchParts()
    places = (
      parts.part(2 * count * inputs * outputs), parts.part(2 * count * length * from),
      parts.part(4 * count * length * to), parts.part(products.scratchByteCount)
    )
    scratchByteCount = parts.byteCount
  }

  /// Computes a map from a map, both of bfloat16, and a kernel as the store holds it.
  func run(
    _ map: UnsafeMutableRawPointer,
    kernel: UnsafeMutableRawPointer,
    bias: UnsafeMutableRawPointer?,
    _ ending: Ending,
    to target: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    let weights = scratch + places.kernel
    let transformed = scratch + places.source
    let sums = scratch + places.products
    let (first, last) = (
      kernel.assumingMemoryBound(to: Float.self), sums.assumingMemoryBound(to: Float.self)
    )
    Parallel.forEachPiece(of: inputs) { piece in
      winograd_transform_kernel(
        first,
        inputs,
        outputs,
        isGradient ? 1 : 0,
        piece.lowerBound,
        piece.upperBound,
        weights.assumingMemoryBound(to: UInt16.self)
      )
    }
    let length = tiles.pieceLength
    for tile in stride(from: 0, to: tiles.count, by: length) {
      Parallel.forEachPiece(of: length) { piece in
        tiles.transformSource(source, at: map, piece, from: tile, to: transformed)
      }
      products.multiply(transformed, weights, into: sums, scratch: scratch + places.scratch)
      Parallel.forEachPiece(of: length) { piece in
        withUnsafePointer(to: result) {
          winograd_transform_result(
            $0,
            last,
            tile,
            length,
            piece.lowerBound,
            piece.upperBound,
            bias?.assumingMemoryBound(to: Float.self),
            ending.adds ? 1 : 0,
            ending.relu ? 1 : 0,
            target.assumingMemoryBound(to: UInt16.self)
          )
        }
      }
    }
  }
}

import CBFloat16

/// The gradient of 3×3 kernels from bfloat16 maps by Winograd's transform.
///
/// With V and Z the transforms of the source and of the result's gradient, Gᵀ[Σ Vᵀ Z]G, summed over a piece of
/// the tiles in a product, panel by panel of outputs, and over pieces in the gradient.
struct WinogradKernelGradient {
  private let tiles: WinogradTiles
  private let inputs, outputs: Int
  private let source, result: winograd_map
  /// The pairs of tiles of a piece.
  private let pairCount: Int
  private let places: (source: Int, result: Int, products: Int)
  let scratchByteCount: Int

  /// What the transforms of a piece may take, unless it would be shorter than ``shortestPiece``.
  private static let pieceByteCount = 2 << 20
  /// Below so many pairs of tiles the gradient is read and written too often.
  private static let shortestPiece = 192

  init(_ tiles: WinogradTiles, inputs: Int, outputs: Int) {
    self.tiles = tiles
    (self.inputs, self.outputs) = (inputs, outputs)
    (source, result) = (tiles.map(channels: inputs), tiles.map(channels: outputs))
    let bytes = 2 * winograd_pairs_length(inputs + outputs, 1)
    let longest = max(Self.pieceByteCount / bytes, Self.shortestPiece)
    let count = (tiles.count + 1) / 2
    let pieceCount = (count + longest - 1) / longest
    pairCount = (count + pieceCount - 1) / pieceCount
    var parts = ScratchParts()
    places = (
      parts.part(2 * winograd_pairs_length(inputs, pairCount)),
      parts.part(2 * winograd_pairs_length(outputs, pairCount)),
      parts.part(4 * winograd_products_length(inputs))
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
    let transformed = (
      (scratch + places.source).assumingMemoryBound(to: UInt16.self),
      (scratch + places.result).assumingMemoryBound(to: UInt16.self)
    )
    let products = (scratch + places.products).assumingMemoryBound(to: Float.self)
    let panelCount = winograd_panel_count(outputs)
    for tile in stride(from: 0, to: tiles.count, by: 2 * pairCount) {
      transform(source, map, from: tile, winograd_transform_source_pairs, to: transformed.0)
      transform(result, gradient, from: tile, winograd_transform_gradient_pairs, to: transformed.1)
      for panel in 0..<panelCount {
        let itemCount = WinogradTiles.cellCount * winograd_panel_count(inputs)
        Parallel.forEachPiece(of: itemCount) { items in
          winograd_multiply_pairs(
            transformed.0,
            inputs,
            transformed.1,
            outputs,
            pairCount,
            panel,
            items.lowerBound,
            items.upperBound,
            products
          )
        }
        Parallel.forEachPiece(of: inputs) { piece in
          winograd_transform_kernel_gradient(
            products,
            inputs,
            outputs,
            panel,
            piece.lowerBound,
            piece.upperBound,
            tile > 0 ? 1 : 0,
            target.assumingMemoryBound(to: Float.self)
          )
        }
      }
    }
  }

  private typealias Transform = (
    UnsafePointer<winograd_map>?, UnsafePointer<UInt16>?, Int, Int, Int, Int,
    UnsafeMutablePointer<UInt16>?
  ) -> Void

  /// Transforms the pairs of the piece that begins at a tile.
  private func transform(
    _ map: winograd_map,
    _ cells: UnsafeMutableRawPointer,
    from tile: Int,
    _ transform: Transform,
    to transformed: UnsafeMutablePointer<UInt16>
  ) {
    withUnsafePointer(to: map) { map in
      Parallel.forEachPiece(of: pairCount) { pairs in
        transform(
          map,
          cells.assumingMemoryBound(to: UInt16.self),
          tile,
          pairCount,
          pairs.lowerBound,
          pairs.upperBound,
          transformed
        )
      }
    }
  }
}

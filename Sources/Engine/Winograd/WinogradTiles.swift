import CBFloat16

/// How tiles of 4×4 cells cover a batch of maps, and how many of them are computed at once.
struct WinogradTiles {
  let imageCount, rows, columns: Int
  let tileRows, tileColumns: Int
  /// The tiles of a piece, whose transforms stay in the caches.
  let pieceLength: Int

  /// The most that the transforms of a piece take unless it would be shorter than ``shortestPiece``.
  static let pieceByteCount = 2 << 20
  /// Below so many tiles products read the kernel too often.
  static let shortestPiece = 128

  /// Divides the tiles of N maps of H rows and W columns, each of which takes so many bytes.
  init(imageCount: Int, rows: Int, columns: Int, bytesPerTile: Int, shortest: Int = shortestPiece) {
    (self.imageCount, self.rows, self.columns) = (imageCount, rows, columns)
    (tileRows, tileColumns) = ((rows + 3) / 4, (columns + 3) / 4)
    let count = imageCount * tileRows * tileColumns
    let longest = max(Self.pieceByteCount / bytesPerTile, shortest)
    let pieceCount = (count + longest - 1) / longest
    pieceLength = (count + pieceCount - 1) / pieceCount
  }

  var count: Int { imageCount * tileRows * tileColumns }

  /// Maps of so many channels, as the transforms take them.
  func map(channels: Int) -> winograd_map {
    winograd_map(
      image_count: imageCount,
      block_count: channels / 16,
      rows: rows,
      columns: columns,
      tile_rows: tileRows,
      tile_columns: tileColumns
    )
  }

  /// Transforms some tiles of the piece that begins at `first`, of a map of bfloat16.
  func transformSource(
    _ map: winograd_map,
    at address: UnsafeMutableRawPointer,
    _ tiles: Range<Int>,
    from first: Int,
    to transformed: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: map) {
      winograd_transform_source(
        $0,
        address.assumingMemoryBound(to: UInt16.self),
        first,
        pieceLength,
        tiles.lowerBound,
        tiles.upperBound,
        transformed.assumingMemoryBound(to: UInt16.self)
      )
    }
  }

  /// The products of a tile's 6×6 cells; the positions of a transformed tile.
  static let positionCount = 36
}

/// A block of scratch memory that is given out part by part.
struct ScratchParts {
  private(set) var byteCount = 0

  /// The position of a part.
  mutating func part(_ count: Int) -> Int {
    defer { byteCount += (count + 63) / 64 * 64 }
    return byteCount
  }
}

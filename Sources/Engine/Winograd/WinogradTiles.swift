import CBFloat16

/// How tiles of 4×4 cells cover a batch of maps of H rows and W columns.
struct WinogradTiles {
  let imageCount, rows, columns: Int
  let tileRows, tileColumns: Int

  init(imageCount: Int, rows: Int, columns: Int) {
    (self.imageCount, self.rows, self.columns) = (imageCount, rows, columns)
    (tileRows, tileColumns) = ((rows + 3) / 4, (columns + 3) / 4)
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

  /// The cells of a transformed tile, 6×6.
  static let cellCount = 36
}

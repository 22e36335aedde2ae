package import Images
package import Tensors
package import Recipe

/// An elastic distortion: the picture is cut into 10×10 tiles, and the inner corners of them are moved.
package struct Distortion: Sendable, Hashable, Codable {
  /// Tiles in a row and in a column.
  package static let tileCount = 10
  /// Corners that are moved, in a row and in a column.
  package static let nodeCount = tileCount - 1

  /// How far the corners are moved right and down in the source, in pixels, row by row.
  package let moves: [[Double]]

  package init(moves: [[Double]]) {
    precondition(
      moves.count == Self.nodeCount * Self.nodeCount && moves.allSatisfy { $0.count == 2 },
      "\(moves.count) moves of corners"
    )
    self.moves = moves
  }

  /// Draws the moves for pictures of some extents.
  package static func draw(
    _ preset: Preset,
    width: Int,
    height: Int,
    from stream: inout RandomStream
  ) -> Distortion {
    let moves: [[Double]] = (0..<nodeCount * nodeCount).map { _ in
      switch preset {
      case .asPaper:
        // 5 pixels of 224, in hundredths of a pixel.
        [width, height].map { extent in
          let reach = 500 * extent / 224
          return Double(stream.integer(below: 2 * reach + 1) - reach) / 100
        }
      case .asReleasedCode:
        (0..<2).map { _ in Double(stream.integer(below: 11) - 5) }
      }
    }
    return Distortion(moves: moves)
  }

  /// The picture with each tile filled from its moved corners; the picture's border stays.
  ///
  /// Tiles are equal but for the last column and row, which take the rest.
  /// Source: Augmentor, `Distort.perform_operation`.
  package func apply(to source: WarpSource) -> Image {
    let (width, height) = (source.image.width, source.image.height)
    let (columns, rows) = (Self.edges(of: width), Self.edges(of: height))
    func corner(_ column: Int, _ row: Int) -> SIMD2<Double> {
      let place = SIMD2(Double(columns[column]), Double(rows[row]))
      let inside = 1...Self.nodeCount
      guard inside.contains(column), inside.contains(row) else { return place }
      let move = moves[(row - 1) * Self.nodeCount + column - 1]
      return place + SIMD2(move[0], move[1])
    }
    var tiles: [WarpTile] = []
    for row in 0..<Self.tileCount {
      for column in 0..<Self.tileCount {
        let (across, down) = (columns[column]..<columns[column + 1], rows[row]..<rows[row + 1])
        // Pictures of less than ten pixels have tiles of none.
        guard !across.isEmpty, !down.isEmpty else { continue }
        let map = BilinearMap(
          width: Double(across.count),
          height: Double(down.count),
          topLeft: corner(column, row),
          bottomLeft: corner(column, row + 1),
          bottomRight: corner(column + 1, row + 1),
          topRight: corner(column + 1, row)
        )
        tiles.append(WarpTile(columns: across, rows: down, map: .bilinear(map)))
      }
    }
    return source.warped(width: width, height: height, tiles: tiles)
  }

  /// Where the tiles of an extent begin, and where the last one ends.
  private static func edges(of extent: Int) -> [Int] {
    (0..<tileCount).map { $0 * (extent / tileCount) } + [extent]
  }
}

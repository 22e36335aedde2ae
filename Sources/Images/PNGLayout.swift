/// How the samples of a PNG picture lie in its decompressed data.
struct PNGLayout {
  /// The extents in pixels.
  let width: Int
  let height: Int
  /// The bits of a sample.
  let depth: Int
  /// What samples mean: 0 gray, 2 colour, 3 an index into the palette, 4 gray and alpha, 6 colour and alpha.
  let colorType: Int
  let isInterlaced: Bool

  /// Reads the contents of an `IHDR` chunk.
  init(_ header: ArraySlice<UInt8>, name: String) throws(ImageError) {
    let bytes = Array(header)
    guard bytes.count >= 13, bytes[11] == 0 else {
      throw .corrupt(name, "is a damaged PNG picture (a header of no known kind)")
    }
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    (width, height) = (number(0), number(4))
    (depth, colorType, isInterlaced) = (Int(bytes[8]), Int(bytes[9]), bytes[12] != 0)
    let depths: [Int: Set<Int>] = [
      0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
    ]
    guard depths[colorType]?.contains(depth) == true else {
      throw .corrupt(
        name,
        "is a damaged PNG picture (samples of \(depth) bits and colour type \(colorType))"
      )
    }
  }

  private var bitsPerPixel: Int {
    switch colorType {
    case 2: 3 * depth
    case 4: 2 * depth
    case 6: 4 * depth
    default: depth
    }
  }

  /// The distance in bytes at which filters look back.
  var filterDistance: Int { (bitsPerPixel + 7) / 8 }

  /// A picture of its own in the data: all pixels, or those of an interlaced picture's pass.
  struct Pass {
    /// The first pixel, and the steps to the next ones.
    let (x, y): (Int, Int)
    let (dx, dy): (Int, Int)
    let (columnCount, rowCount): (Int, Int)
    /// The bytes of a row, without the filter's before them.
    let rowByteCount: Int

    /// The bytes of all rows with their filters'.
    var byteCount: Int { rowCount * (rowByteCount + 1) }
  }

  /// The passes that have pixels, in the order of the data.
  ///
  /// Source: PNG specification, 8.2, for Adam7.
  var passes: [Pass] {
    let steps =
      isInterlaced
      ? [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ] : [(0, 0, 1, 1)]
    return steps.compactMap { x, y, dx, dy in
      guard width > x, height > y else { return nil }
      let columnCount = (width - x + dx - 1) / dx
      return Pass(
        x: x,
        y: y,
        dx: dx,
        dy: dy,
        columnCount: columnCount,
        rowCount: (height - y + dy - 1) / dy,
        rowByteCount: (columnCount * bitsPerPixel + 7) / 8
      )
    }
  }

  /// Whether so many bytes of the data are whole rows.
  func endsWithRow(_ count: Int) -> Bool {
    var rest = count
    for pass in passes {
      if rest <= pass.byteCount { return rest % (pass.rowByteCount + 1) == 0 }
      rest -= pass.byteCount
    }
    return rest == 0
  }
}

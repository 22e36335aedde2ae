/// How a row of a PNG picture's samples becomes red, green and blue of 8 bits.
struct PNGSamples {
  private enum Kind {
    /// Samples of up to 8 bits that stand for colours in a table [256 × 3].
    case table([UInt8])
    /// Gray in the first byte of so many, and its second one where it is to be clipped.
    case gray(stride: Int, isClipped: Bool)
    /// Colours, so many bytes from pixel to pixel and from channel to channel.
    case color(stride: Int, step: Int)
  }

  private let kind: Kind
  private let depth: Int

  /// Samples of more than 8 bits keep their high byte, gray ones as `gray16` says; alpha is dropped.
  init(_ layout: PNGLayout, palette: [UInt8], gray16: Gray16) {
    depth = layout.depth
    let byteCount = depth / 8
    switch layout.colorType {
    case 2: kind = .color(stride: 3 * byteCount, step: byteCount)
    case 4: kind = .gray(stride: 2 * byteCount, isClipped: false)
    case 6: kind = .color(stride: 4 * byteCount, step: byteCount)
    case 3:
      // Black is what the palette leaves open, as in Pillow.
      var table = [UInt8](repeating: 0, count: 3 * 256)
      let known = min(palette.count / 3 * 3, table.count)
      table.replaceSubrange(0..<known, with: palette[..<known])
      kind = .table(table)
    default:
      kind =
        depth == 16
        ? .gray(stride: 2, isClipped: gray16 == .clipped)
        : .table(Self.grays(factor: 255 / ((1 << depth) - 1)))
    }
  }

  private static func grays(factor: Int) -> [UInt8] {
    (0..<256).flatMap { [UInt8](repeating: UInt8(truncatingIfNeeded: $0 * factor), count: 3) }
  }

  /// Writes the pixels of a row, which may begin where their samples do.
  func write(
    _ row: UnsafeBufferPointer<UInt8>,
    to pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let count = pixels.count / 3
    switch kind {
    case .color(let stride, let step):
      for pixel in 0..<count {
        pixels[3 &* pixel] = row[stride &* pixel]
        pixels[3 &* pixel &+ 1] = row[stride &* pixel &+ step]
        pixels[3 &* pixel &+ 2] = row[stride &* pixel &+ 2 &* step]
      }
    case .gray(let stride, let isClipped):
      for pixel in 0..<count {
        let high = row[stride &* pixel]
        let value = !isClipped ? high : high > 0 ? 255 : row[stride &* pixel &+ 1]
        pixels[3 &* pixel] = value
        pixels[3 &* pixel &+ 1] = value
        pixels[3 &* pixel &+ 2] = value
      }
    case .table(let table):
      let (perByte, mask) = (8 / depth, UInt8(truncatingIfNeeded: (1 << depth) - 1))
      for pixel in 0..<count {
        let shift = UInt8(truncatingIfNeeded: 8 - depth * (pixel % perByte + 1))
        let color = 3 &* Int(row[pixel / perByte] >> shift & mask)
        for channel in 0..<3 { pixels[3 &* pixel &+ channel] = table[color &+ channel] }
      }
    }
  }
}

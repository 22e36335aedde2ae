/// What a JPEG file says of its picture before the samples begin.
struct JPEGHeader {
  private(set) var width = 0
  private(set) var height = 0
  /// The number of colour components: 1, 3 or 4.
  private(set) var componentCount = 0
  /// How many samples of all components a pixel has on average.
  private(set) var samplesPerPixel = 0.0
  /// Whether libjpeg keeps the coefficients of the whole picture: progressive files, and those whose
  /// first scan lacks a component.
  private(set) var needsWholePicture = false

  /// Reads the segments before the first scan, past stray bytes between them.
  ///
  /// - Throws: `ImageError` where the data end before the first scan, and for kinds that libjpeg or
  ///   Pillow does not read: not of 8 bits, of 2 or many components, lossless, hierarchical.
  ///
  /// Source: ITU-T T.81, B.1 and B.2; Pillow's `JpegImageFile._open` for what may stand between segments.
  init(_ bytes: [UInt8], name: String) throws(ImageError) {
    var position = 2
    while true {
      guard position + 3 < bytes.count else { throw Self.cutOff(name, "no scan") }
      guard bytes[position] == 0xFF, bytes[position + 1] != 0xFF else {
        position += 1
        continue
      }
      let marker = bytes[position + 1]
      position += 2
      switch marker {
      case 0, 0xC8, 0xD0...0xD9, 0xF0...0xFD: continue
      case ..<0xC0: throw .corrupt(name, "is a damaged JPEG picture (no marker found)")
      default: break
      }
      let length = max(Int(bytes[position]) << 8 | Int(bytes[position + 1]), 2)
      guard position + length <= bytes.count else { throw Self.cutOff(name, "a segment") }
      let segment = bytes[position + 2..<position + length]
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF, 0xDE:
        try readFrame(segment, marker: marker, name: name)
      case 0xDA:
        guard componentCount > 0 else {
          throw .corrupt(name, "is a damaged JPEG picture (a scan before any frame)")
        }
        if let count = segment.first, Int(count) < componentCount { needsWholePicture = true }
        return
      default: break
      }
      position += length
    }
  }

  private static func cutOff(_ name: String, _ missing: String) -> ImageError {
    .corrupt(name, "is a truncated or damaged JPEG picture (\(missing) before its end)")
  }

  private mutating func readFrame(
    _ segment: ArraySlice<UInt8>,
    marker: UInt8,
    name: String
  ) throws(ImageError) {
    let frame = Array(segment)
    guard frame.count >= 6, frame.count >= 6 + 3 * Int(frame[5]) else {
      throw .corrupt(name, "is a damaged JPEG picture (a short frame header)")
    }
    func refusal(_ kind: String) -> ImageError {
      ImageError(
        file: name,
        problem: "is a JPEG picture \(kind), a kind that is not read",
        advice: "convert it to PNG, or to JPEG of 8 bits"
      )
    }
    guard frame[0] == 8 else { throw refusal("of \(frame[0])-bit samples") }
    switch marker {
    case 0xC3, 0xCB: throw refusal("without loss")
    case 0xC5...0xC7, 0xCD...0xCF, 0xDE: throw refusal("of several frames")
    default: needsWholePicture = [0xC2, 0xCA].contains(marker)
    }
    componentCount = Int(frame[5])
    guard [1, 3, 4].contains(componentCount) else {
      throw refusal("of \(componentCount) components")
    }
    (height, width) = (Int(frame[1]) << 8 | Int(frame[2]), Int(frame[3]) << 8 | Int(frame[4]))
    let factors = (0..<componentCount).map { component in
      let both = frame[7 + 3 * component]
      return (x: max(Int(both >> 4), 1), y: max(Int(both & 15), 1))
    }
    let most = (factors.map(\.x).max() ?? 1) * (factors.map(\.y).max() ?? 1)
    samplesPerPixel = Double(factors.reduce(0) { $0 + $1.x * $1.y }) / Double(most)
  }
}

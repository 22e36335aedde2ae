/// What a BMP file says of its picture before the samples.
///
/// Source: Pillow's `BmpImagePlugin` for the kinds that are read.
struct BMPHeader {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var isTopDown = false
  /// The bits of a pixel: 1, 4 and 8 are indices into the palette.
  private(set) var bitCount = 0
  /// Where the samples begin in the file.
  private(set) var start = 0
  /// Red, green and blue of the palette's colours.
  private(set) var palette: [UInt8] = []
  /// Where red, green and blue lie in a pixel of 16 or 32 bits.
  private(set) var masks: [UInt32] = []

  /// The bytes of a row, which end at multiples of 4.
  var rowByteCount: Int { (width * bitCount + 31) / 32 * 4 }

  init(_ bytes: [UInt8], name: String) throws(ImageError) {
    func number(_ position: Int, _ count: Int) -> Int {
      position + count <= bytes.count
        ? bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) } : 0
    }
    func refusal(_ kind: String) -> ImageError {
      ImageError(
        file: name,
        problem: "is a BMP picture \(kind), a kind that is not read",
        advice: "convert it to PNG"
      )
    }
    let size = number(14, 4)
    guard bytes.count >= 14 + size, size >= 12 else {
      throw .corrupt(name, "is a BMP picture cut off after \(bytes.count) bytes")
    }
    guard [12, 40, 52, 56, 64, 108, 124].contains(size) else {
      throw refusal("with a header of \(size) bytes")
    }
    let isOld = size == 12
    width = isOld ? number(18, 2) : number(18, 4)
    height = isOld ? number(20, 2) : number(22, 4)
    isTopDown = !isOld && bytes[25] == 0xFF
    if isTopDown { height = 1 << 32 - height }
    bitCount = number(isOld ? 24 : 28, 2)
    let compression = isOld ? 0 : number(30, 4)
    guard [1, 4, 8, 16, 24, 32].contains(bitCount) else {
      throw refusal("of \(bitCount) bits a pixel")
    }
    switch compression {
    case 0: masks = bitCount == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF_0000, 0xFF00, 0xFF]
    case 1, 2: throw refusal("with run-length encoding")
    case 3:
      masks = (0..<3).map { UInt32(number(54 + 4 * $0, 4)) }
      if bitCount == 32, masks == [0, 0, 0] { masks = [0xFF_0000, 0xFF00, 0xFF] }
      guard Self.masks[bitCount]?.contains(masks) == true else {
        throw refusal("with channels of unusual bits")
      }
    default: throw refusal("with compression \(compression)")
    }
    start = number(10, 4)
    guard bitCount <= 8 else {
      if start == 0 { start = 14 + size + (compression == 3 && size == 40 ? 12 : 0) }
      return
    }
    let stored = isOld ? 0 : number(46, 4)
    let colorCount = stored == 0 ? 1 << bitCount : stored
    guard colorCount <= 65_536 else { throw refusal("with \(colorCount) colours") }
    let step = isOld ? 3 : 4
    // Some files give the palette's place for that of the samples.
    if start == 14 + size || start == 0 { start = 14 + size + step * colorCount }
    for color in 0..<min(colorCount, 256) {
      let place = 14 + size + color * step
      guard place + 3 <= bytes.count else { break }
      palette += [bytes[place + 2], bytes[place + 1], bytes[place]]
    }
  }

  /// The masks of red, green and blue that are read, by the bits of a pixel.
  private static let masks: [Int: [[UInt32]]] = [
    16: [[0xF800, 0x7E0, 0x1F], [0x7C00, 0x3E0, 0x1F]],
    24: [[0xFF_0000, 0xFF00, 0xFF]],
    32: [
      [0xFF_0000, 0xFF00, 0xFF], [0xFF00_0000, 0xFF_0000, 0xFF00], [0xFF00_0000, 0xFF00, 0xFF],
      [0xFF, 0xFF00, 0xFF_0000],
    ],
  ]
}

/// Reads PGM and PPM pictures of binary samples.
package enum PNMCodec {
  /// The RGB picture in the bytes of a PGM or PPM file called `name` in errors, equal to Pillow's to the bit.
  ///
  /// Samples of up to 255 are stretched to 0…255; those of gray that have two bytes become 16 bits, and
  /// then what `gray16` says.
  package static func decode(
    _ bytes: [UInt8],
    name: String,
    gray16: Gray16 = .scaled
  ) throws(ImageError) -> DecodedPicture {
    guard let kind = bytes.dropFirst().first, [0x35, 0x36].contains(kind) else {
      throw ImageError(
        file: name,
        problem: "is a portable picture of text or bits, a kind that is not read",
        advice: "convert it to PNG"
      )
    }
    var position = 2
    var numbers: [Int] = []
    for _ in 0..<3 {
      guard let number = number(in: bytes, at: &position) else {
        throw .corrupt(name, "is a damaged PGM or PPM picture (its header)")
      }
      numbers.append(number)
    }
    let (width, height, most) = (numbers[0], numbers[1], numbers[2])
    try ImageError.checkExtents(width: width, height: height, file: name)
    guard (1...65_535).contains(most) else {
      throw .corrupt(name, "is a damaged PGM or PPM picture (samples of up to \(most))")
    }
    let isGray = kind == 0x35
    let (channelCount, byteCount) = (isGray ? 1 : 3, most > 255 ? 2 : 1)
    guard position + width * height * channelCount * byteCount <= bytes.count else {
      throw .corrupt(name, "is a PGM or PPM picture cut off after \(bytes.count) bytes")
    }
    let levels = (0...(byteCount == 2 ? 65_535 : 255)).map {
      level(of: $0, most: most, isGray: isGray, gray16)
    }
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, filled in
      for sample in 0..<width * height * channelCount {
        let place = position + sample * byteCount
        let value =
          byteCount == 2 ? Int(bytes[place]) << 8 | Int(bytes[place + 1]) : Int(bytes[place])
        if isGray {
          for channel in 0..<3 { pixels[3 * sample + channel] = levels[value] }
        } else {
          pixels[sample] = levels[value]
        }
      }
      filled = 3 * width * height
    }
    return DecodedPicture(image: Image(width: width, height: height, pixels: pixels))
  }

  /// The 8 bits that a sample becomes.
  private static func level(of value: Int, most: Int, isGray: Bool, _ gray16: Gray16) -> UInt8 {
    func stretched(to top: Int) -> Int {
      let exact = Double(value) / Double(most) * Double(top)
      return min(Int(exact.rounded(.toNearestOrEven)), top)
    }
    guard isGray, most > 255 else { return UInt8(stretched(to: 255)) }
    let wide = stretched(to: 65_535)
    return gray16 == .clipped ? UInt8(min(wide, 255)) : UInt8(wide >> 8)
  }

  /// The number at a position, behind white space and comments, which ends with one character of white space.
  private static func number(in bytes: [UInt8], at position: inout Int) -> Int? {
    let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    var digits: [UInt8] = []
    while position < bytes.count, digits.count <= 10 {
      let byte = bytes[position]
      position += 1
      if byte == 0x23 {
        while position < bytes.count, ![0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        position += 1
      } else if space.contains(byte) {
        if !digits.isEmpty { break }
      } else {
        digits.append(byte)
      }
    }
    return Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
  }
}

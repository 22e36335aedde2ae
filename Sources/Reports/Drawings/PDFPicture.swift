import Foundation

/// A PNG or JPEG as PDF holds it: the same compressed bytes, which PDF readers decode.
struct PDFPicture {
  private let header: String
  private let bytes: Data

  /// Nil for what is neither, or a PNG of a kind that this program does not write.
  init?(_ file: Data) {
    let bytes = [UInt8](file)
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self.init(png: bytes)
    } else {
      self.init(jpeg: bytes)
    }
  }

  /// Gray, red, green and blue, or numbers of a palette's colours, not interlaced: their rows are PDF's.
  private init?(png bytes: [UInt8]) {
    guard bytes.count > 33, bytes[24] <= 8, [0, 2, 3].contains(bytes[25]), bytes[28] == 0 else {
      return nil
    }
    let (width, height) = (Self.number(bytes, 16, 4), Self.number(bytes, 20, 4))
    var data: [UInt8] = []
    var palette: [UInt8] = []
    var place = 8
    while place + 12 <= bytes.count {
      let count = Self.number(bytes, place, 4)
      guard place + 12 + count <= bytes.count else { return nil }
      let content = bytes[place + 8..<place + 8 + count]
      switch String(decoding: bytes[place + 4..<place + 8], as: UTF8.self) {
      case "IDAT": data += content
      case "PLTE": palette += content
      default: break
      }
      place += 12 + count
    }
    let (bits, colors) = (Int(bytes[24]), bytes[25] == 2 ? 3 : 1)
    let hex = palette.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let space =
      bytes[25] == 3 ? "[/Indexed /DeviceRGB \(max(palette.count / 3 - 1, 0)) <\(hex)>]" : nil
    header =
      Self.header(width, height, colors, bits: bits, space: space)
      + "/Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors \(colors) "
      + "/BitsPerComponent \(bits) /Columns \(width)>>"
    self.bytes = Data(data)
  }

  private init?(jpeg bytes: [UInt8]) {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var place = 2
    while place + 9 < bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      // A frame's start, but for the markers among them that define tables.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        guard bytes[place + 9] == 1 || bytes[place + 9] == 3 else { return nil }
        let (height, width) = (Self.number(bytes, place + 5, 2), Self.number(bytes, place + 7, 2))
        header = Self.header(width, height, Int(bytes[place + 9])) + "/Filter /DCTDecode"
        self.bytes = Data(bytes)
        return
      }
      place += 2 + Self.number(bytes, place + 2, 2)
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func header(
    _ width: Int,
    _ height: Int,
    _ colors: Int,
    bits: Int = 8,
    space: String? = nil
  ) -> String {
    "/Type /XObject /Subtype /Image /Width \(width) /Height \(height) /BitsPerComponent \(bits) "
      + "/ColorSpace \(space ?? (colors == 1 ? "/DeviceGray" : "/DeviceRGB")) "
  }

  var object: Data {
    Data("<<\(header) /Length \(bytes.count)>>\nstream\n".utf8) + bytes + Data("\nendstream".utf8)
  }
}

/// How a JPEG file's scans follow each other, as far as memory depends on it.
enum JPEGScans {
  /// Whether libjpeg keeps the coefficients of the whole picture: progressive files, and those whose first scan lacks a
  /// component.
  ///
  /// Source: ITU-T T.81, B.1 and B.2: segments begin with 0xFF, a marker, and their length.
  static func needWholePicture(_ bytes: [UInt8]) -> Bool {
    var position = 2
    var componentCount = 0
    while position + 4 <= bytes.count {
      guard bytes[position] == 0xFF else { return false }
      let marker = bytes[position + 1]
      // Bytes of 0xFF may fill the place before a marker.
      guard marker != 0xFF else {
        position += 1
        continue
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      switch marker {
      case 0xC2, 0xC6, 0xCA, 0xCE: return true
      case 0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xC9, 0xCB, 0xCD, 0xCF:
        componentCount = position + 9 < bytes.count ? Int(bytes[position + 9]) : 0
      case 0xDA: return position + 4 < bytes.count && Int(bytes[position + 4]) < componentCount
      default: break
      }
      position += 2 + length
    }
    return false
  }
}

/// The formats that a picture file's first bytes tell apart.
package enum PictureFormat: String, Sendable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webp = "WebP"
  case bmp = "BMP"
  case portable = "PGM or PPM"
  case gif = "GIF"
  case tiff = "TIFF"
  case heif = "HEIF or AVIF"
  case jpeg2000 = "JPEG 2000"
  case jpegXL = "JPEG XL"
  case photoshop = "Photoshop"

  /// The format that a file begins as, by its first sixteen bytes; nil for no picture.
  package init?(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(16))
    func begins(_ start: [UInt8], at position: Int = 0) -> Bool {
      head.dropFirst(position).starts(with: start)
    }
    func begins(_ text: String, at position: Int = 0) -> Bool {
      begins(Array(text.utf8), at: position)
    }
    let found: PictureFormat? =
      if begins([0xFF, 0xD8, 0xFF]) {
        .jpeg
      } else if begins(PNGFile.signature) {
        .png
      } else if begins("RIFF"), begins("WEBP", at: 8) {
        .webp
      } else if begins("BM"), head.count == 16, head[6..<10].allSatisfy({ $0 == 0 }) {
        .bmp
      } else if begins("P"), head.count > 2, (0x31...0x36).contains(head[1]), head[2] <= 0x23 {
        .portable
      } else if begins("GIF87a") || begins("GIF89a") {
        .gif
      } else if ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains(where: { begins($0) }) {
        .tiff
      } else if begins("ftyp", at: 4),
        ["heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"].contains(where: {
          begins($0, at: 8)
        })
      {
        .heif
      } else if begins("jP  ", at: 4) || begins([0xFF, 0x4F, 0xFF, 0x51]) {
        .jpeg2000
      } else if begins([0xFF, 0x0A]) || begins("JXL ", at: 4) {
        .jpegXL
      } else if begins("8BPS") {
        .photoshop
      } else {
        nil
      }
    guard let found else { return nil }
    self = found
  }

  /// Whether pictures of the format are read.
  package var isRead: Bool {
    switch self {
    case .jpeg, .png, .webp, .bmp, .portable: true
    default: false
    }
  }

  /// The extensions of names, in lower case, under which pictures are looked for.
  ///
  /// Source: torchvision's `IMG_EXTENSIONS`.
  package static let extensions = [
    ".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp",
  ]
}

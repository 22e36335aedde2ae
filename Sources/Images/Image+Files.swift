package import Foundation

extension Image {
  /// Reads a picture in any of the formats of ``PictureFormat`` that are read; the first bytes decide.
  package init(contentsOf file: URL) throws(ImageError) {
    try self.init(decoding: PictureFile.read(file), name: file.path)
  }

  /// Decodes the bytes of a picture file, called `name` in errors.
  package init(decoding bytes: [UInt8], name: String) throws(ImageError) {
    self = try PictureFile.decode(bytes, name: name).image
  }

  /// Writes the picture whole or not at all, as JPEG of quality 75 or PNG by the file's extension.
  package func write(to file: URL) throws(ImageError) {
    let bytes =
      switch try PictureFile.format(forWriting: file) {
      case .png: PNGCodec.encode(self)
      default: try JPEGCodec.encode(self, name: file.path)
      }
    try PictureFile.write(bytes, to: file)
  }
}

extension GrayImage {
  /// Reads a picture; colours become their luminance.
  package init(contentsOf file: URL) throws(ImageError) {
    self.init(luminanceOf: try Image(contentsOf: file))
  }
}

import Files
import Foundation
import Images

/// The pictures of a page, small copies in `pictures/` beside it, so that the folder can be copied whole.
struct PagePictures {
  /// The page's folder.
  let page: URL
  private static let folder = "pictures"
  /// Pictures of up to so many pixels a side are kept to the pixel.
  private static let exactEdge = 100

  /// Makes the folder.
  init(besidePageIn page: URL) throws(WriteFailure) {
    self.page = page
    try Folder.make(page.appending(path: Self.folder))
  }

  /// Writes a picture, reduced to an edge, and returns its path from the page.
  ///
  /// - Throws: `ImageError` where it cannot be encoded, and `WriteFailure`.
  func write(_ picture: Image, _ name: String, edge: Int = 160) throws -> String {
    let scale = min(1, Double(edge) / Double(max(picture.width, picture.height)))
    let small =
      scale < 1
      ? picture.resized(
        width: max(1, Int((Double(picture.width) * scale).rounded())),
        height: max(1, Int((Double(picture.height) * scale).rounded()))
      ) : picture
    let isExact = max(small.width, small.height) <= Self.exactEdge
    let path = "\(Self.folder)/\(name).\(isExact ? "png" : "jpg")"
    let bytes =
      isExact ? PNGCodec.encode(small) : try JPEGCodec.encode(small, quality: 88, name: path)
    try NewFile.write(Data(bytes), to: page.appending(path: path))
    return path
  }

  /// Writes a copy of a picture's file; nil where there is none.
  ///
  /// - Throws: As ``write(_:_:edge:)``, and `ImageError` for a file that is no picture.
  func copy(_ file: URL, _ name: String) throws -> String? {
    guard PathKind(at: file) != .nothing else { return nil }
    return try write(Image(contentsOf: file), name)
  }
}

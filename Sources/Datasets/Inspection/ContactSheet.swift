import Files
import Foundation
package import Images

/// A picture of many pictures: a row for each class, and side by side the first ones of each split.
package struct ContactSheet {
  /// The edge of a picture's square, and the gaps between pictures and between splits, in pixels.
  package static let edge = 64
  package static let gap = 2
  package static let splitGap = 12
  /// The pictures of a class in each split.
  package static let columnCount = 8

  private let inspection: FolderInspection

  package init(_ inspection: FolderInspection) { self.inspection = inspection }

  /// Draws the sheet; pictures that cannot be read are red.
  package func image() throws(ImageError) -> Image {
    let classes = Set(inspection.splits.flatMap { $0.classes.map { ByteName($0.name) } }).sorted()
    let cell = Self.edge + Self.gap
    let splitWidth = Self.columnCount * cell + Self.splitGap
    let width = inspection.splits.count * splitWidth - Self.splitGap + Self.gap
    let height = classes.count * cell + Self.gap
    try checkExtents(width: width, height: height)
    var sheet = Image(
      width: width,
      height: height,
      pixels: [UInt8](repeating: 32, count: width * height * 3)
    )
    for (splitIndex, split) in inspection.splits.enumerated() {
      for content in split.classes {
        guard let row = classes.firstIndex(of: ByteName(content.name)) else { continue }
        for (column, path) in content.images.prefix(Self.columnCount).enumerated() {
          sheet.paste(
            thumbnail(path),
            left: splitIndex * splitWidth + column * cell + Self.gap,
            top: row * cell + Self.gap
          )
        }
      }
    }
    return sheet
  }

  private func checkExtents(width: Int, height: Int) throws(ImageError) {
    guard width * height <= 1 << 27 else {
      throw ImageError(
        file: "the contact sheet",
        problem: "would have \(width)×\(height) pixels",
        advice: "inspect a part of the folder"
      )
    }
  }

  /// The picture fitted into the square, its aspect kept.
  private func thumbnail(_ path: String) -> Image {
    let file = inspection.root.appending(path: path)
    guard let image = try? Image(contentsOf: file) else {
      let red: [UInt8] = [200, 0, 0]
      return Image(
        width: Self.edge,
        height: Self.edge,
        pixels: (0..<Self.edge * Self.edge * 3).map { red[$0 % 3] }
      )
    }
    let scale = Double(Self.edge) / Double(max(image.width, image.height))
    return image.resized(
      width: max(Int((Double(image.width) * scale).rounded()), 1),
      height: max(Int((Double(image.height) * scale).rounded()), 1)
    )
  }
}

extension Image {
  /// Replaces the samples of a rectangle by those of another picture that fits inside.
  fileprivate mutating func paste(_ other: Image, left: Int, top: Int) {
    for row in 0..<other.height {
      let target = ((top + row) * width + left) * 3
      let source = row * other.width * 3
      pixels.replaceSubrange(
        target..<target + other.width * 3,
        with: other.pixels[source..<source + other.width * 3]
      )
    }
  }
}

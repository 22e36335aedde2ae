package import Foundation

/// A picture of a data set, with the class it belongs to.
package struct LabelledImage: Sendable, Hashable {
  /// The path under the data set's root, with `/` between its parts; records name images by it.
  package let path: String
  package let contents: PictureContents
  /// The 0-based index into the data set's class names.
  package let classIndex: Int
  /// A gray picture that is 255 where the object is, if the data set has one.
  package let mask: PictureContents?

  package init(
    path: String,
    contents: PictureContents,
    classIndex: Int,
    mask: PictureContents? = nil
  ) {
    (self.path, self.contents, self.classIndex, self.mask) = (path, contents, classIndex, mask)
  }

  package init(path: String, file: URL, classIndex: Int, mask: URL? = nil) {
    self.init(
      path: path,
      contents: .file(file),
      classIndex: classIndex,
      mask: mask.map { .file($0) }
    )
  }
}

package import Foundation

/// A picture file of a data set, with the class it belongs to.
package struct LabelledImage: Sendable, Hashable {
  /// The path under the data set's root, with `/` between its parts; records name images by it.
  package let path: String
  package let file: URL
  /// The 0-based index into the data set's class names.
  package let classIndex: Int
  /// A gray picture that is 255 where the object is, if the data set has one.
  package let mask: URL?

  package init(path: String, file: URL, classIndex: Int, mask: URL? = nil) {
    self.path = path
    self.file = file
    self.classIndex = classIndex
    self.mask = mask
  }
}

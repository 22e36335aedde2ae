/// A picture, and what its file was forgiven.
package struct DecodedPicture: Sendable {
  package let image: Image
  /// What is wrong with the file where the picture is read all the same, as Pillow reads it; nil for
  /// nothing.
  package let remark: String?

  init(image: Image, remark: String? = nil) { (self.image, self.remark) = (image, remark) }
}

package import Digests

/// The pictures of one part of a data set, sorted by class name and file name.
package struct ImageSet: Sendable, Hashable {
  /// What the pictures are for, such as `train`.
  package let name: String
  package let images: [LabelledImage]
  /// Whether this program has made the pictures, so that there is nothing odd to be found in them.
  package let isMadeHere: Bool

  package init(name: String, images: [LabelledImage], isMadeHere: Bool = false) {
    (self.name, self.images, self.isMadeHere) = (name, images, isMadeHere)
  }

  /// The number of pictures.
  package var count: Int { images.count }

  /// The digest over all paths, labels and contents in order; every call reads every picture that is not
  /// sealed.
  package func digest() throws(DatasetError) -> SHA256Digest {
    var listing = ""
    for image in images {
      do {
        listing += "\(try image.contents.digest()) \(image.classIndex) \(image.path)\n"
      } catch {
        throw DatasetError(dataset: name, problems: ["\(error)"])
      }
    }
    return SHA256Digest(listing)
  }
}

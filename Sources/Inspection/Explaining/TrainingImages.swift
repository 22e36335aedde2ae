import Datasets
import Digests
import Foundation
import Images
import Networks

/// The training images that prototypes are patches of, found again on the disk and told by their digests.
struct TrainingImages {
  /// The folder that was named, in which every image must be.
  private let dataset: URL?
  private let folders: [URL]

  /// Looks in a data set's folder; where none is named, in all folders that a picture lies in, because
  /// pictures of a data set lie side by side.
  init(dataset: URL?, around picture: URL) {
    self.dataset = dataset
    var folder = picture.standardizedFileURL
    var around: [URL] = []
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      around.append(folder)
    }
    folders = dataset.map { [$0] } ?? around
  }

  /// The image that a prototype is a patch of, read as a network reads it; nil where it is not around the
  /// picture.
  ///
  /// - Throws: `DatasetError` where a named data set has no such image, `ImageError` for a broken one.
  func image(of source: PrototypeSource, gray16: Gray16) throws -> Image? {
    for folder in folders {
      let file = folder.appending(path: source.image)
      guard FileManager.default.fileExists(atPath: file.path),
        "\(try SHA256Digest(contentsOf: file))" == source.imageDigest
      else { continue }
      return try PictureFile.decode(PictureFile.read(file), name: file.path, gray16: gray16).image
    }
    guard let dataset else { return nil }
    throw DatasetError(
      dataset: dataset.relativePath,
      problems: ["has no '\(source.image)' as it was when the prototypes were projected onto it"]
    )
  }
}

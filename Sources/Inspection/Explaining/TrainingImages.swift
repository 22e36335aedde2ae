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
  private let cache: Cache

  /// What was found before, for pictures that are explained one after the other.
  final class Cache {
    fileprivate var found: [Key: Found?] = [:]
    fileprivate var annotations: [URL: PartAnnotations?] = [:]
  }

  fileprivate struct Key: Hashable {
    let source: String
    let digest: String?
    let folders: [URL]
    let gray16: Gray16
  }

  /// A training image, and the data set's folder that its path starts from.
  struct Found {
    let image: Image
    let root: URL
  }

  /// Looks in a data set's folder; where none is named, in all folders that a picture lies in, because
  /// pictures of a data set lie side by side.
  init(dataset: URL?, around picture: URL, cache: Cache = Cache()) {
    (self.dataset, self.cache) = (dataset, cache)
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
  func image(of source: PrototypeSource, gray16: Gray16) throws -> Found? {
    let key = Key(
      source: source.image,
      digest: source.imageDigest,
      folders: folders,
      gray16: gray16
    )
    if let found = cache.found[key] { return found }
    let found = try find(source, gray16)
    cache.found[key] = .some(found)
    return found
  }

  private func find(_ source: PrototypeSource, _ gray16: Gray16) throws -> Found? {
    for folder in folders {
      let file = folder.appending(path: source.image)
      guard FileManager.default.fileExists(atPath: file.path),
        "\(try SHA256Digest(contentsOf: file))" == source.imageDigest
      else { continue }
      let picture = try PictureFile.decode(
        PictureFile.read(file),
        name: file.path,
        gray16: gray16
      )
      return Found(image: picture.image, root: folder)
    }
    guard let dataset else { return nil }
    throw DatasetError(
      dataset: dataset.relativePath,
      problems: ["has no '\(source.image)' as it was when the prototypes were projected onto it"]
    )
  }

  /// What a data set's folder says of parts; nil where it says nothing.
  func annotations(in root: URL) throws(DatasetError) -> PartAnnotations? {
    if let known = cache.annotations[root] { return known }
    let annotations = try PartAnnotations(of: root)
    cache.annotations[root] = .some(annotations)
    return annotations
  }
}

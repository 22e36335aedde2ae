import Digests
import Files
package import Foundation
import Images

/// Augmented copies of a list of pictures as JPEG files in a folder, made before training.
///
/// The folder has a directory per class and a manifest that names every file with its source, its
/// parameters and its digest. A copy depends on (seed, digest of the source, operation, number) alone.
/// Source: img_aug.py.
package struct OfflineAugmentation: Sendable {
  /// Of the JPEG files, Pillow's default.
  package static let quality = 75

  package let settings: AugmentationSettings
  package let sources: [LabelledImage]
  /// Where the results lie.
  package let folder: URL
  /// What the results' paths begin with in a data set.
  package let name: String
  /// The paths of the sources within the part of the data set, such as `class/1.jpg`.
  private let names: [String]

  /// Prepares the augmentation of pictures whose paths begin with `directory`.
  ///
  /// Throws where two results would have the same name.
  package init(
    _ settings: AugmentationSettings,
    of sources: [LabelledImage],
    in directory: String,
    folder: URL,
    name: String? = nil
  ) throws(DatasetError) {
    self.settings = settings
    self.sources = sources
    self.folder = folder
    self.name = name ?? folder.lastPathComponent
    names = sources.map { source in
      guard let name = source.path.dropping(prefix: directory + "/") else {
        preconditionFailure("\(source.path) not in \(directory)")
      }
      return name
    }
    var seen: Set<ByteName> = []
    for index in sources.indices {
      for path in paths(of: index) where !seen.insert(ByteName(path)).inserted {
        throw error("two results would be called \(path); rename \(sources[index].path)")
      }
    }
  }

  /// The manifest of the folder, nil where it is not finished.
  ///
  /// - Throws: ``DatasetError`` for a manifest of something else, and `ImageError` for an
  ///   unreadable source.
  package func manifest(threadCount: Int) throws -> AugmentationManifest? {
    let header = header(try sourceDigests(threadCount: threadCount))
    return try AugmentationManifest(contentsOf: manifestFile, expecting: header)
  }

  /// The manifest whose lines were kept elsewhere, at `place`.
  ///
  /// - Throws: ``DatasetError`` for lines of something else, and `ImageError` for an unreadable
  ///   source.
  package func manifest(
    lines: [String],
    of place: URL,
    threadCount: Int
  ) throws -> AugmentationManifest {
    try AugmentationManifest(
      lines: lines.map { Data($0.utf8) },
      of: place,
      expecting: header(try sourceDigests(threadCount: threadCount))
    )
  }

  /// The number of files.
  package var outputCount: Int { sources.count * settings.slots.count }

  /// The files of a source, in the order of the slots.
  func paths(of index: Int) -> [String] {
    settings.slots.map { slot in
      switch slot {
      case .original: names[index]
      case .copy(let operation, let copy): "\(names[index])-\(operation.rawValue)-\(copy).jpg"
      }
    }
  }

  func file(_ path: String) -> URL { folder.appending(path: path) }

  func error(_ problem: String) -> DatasetError {
    DatasetError(dataset: folder.lastPathComponent, problems: [problem])
  }

  /// The results as a data set lists the folder: by class, directory and name.
  package var images: [LabelledImage] {
    sources.indices.flatMap { index in
      paths(of: index).map { path in
        LabelledImage(
          path: "\(name)/\(path)",
          file: file(path),
          classIndex: sources[index].classIndex
        )
      }
    }
    .map { image in
      let folder = ByteName(image.path.pathSteps.dropLast().joined(separator: "/"))
      let order = (image.classIndex, folder, ByteName(image.path))
      return (image, order)
    }
    .sorted { $0.1 < $1.1 }
    .map(\.0)
  }

  /// The digest of every source's contents.
  ///
  /// - Throws: `ImageError` for an unreadable source.
  func sourceDigests(threadCount: Int) throws -> [SHA256Digest] {
    let sources = sources
    var digests: [Int: SHA256Digest] = [:]
    try ThreadedWork.forEach(Array(sources.indices), threadCount: threadCount) { index in
      try sources[index].contents.digest()
    } receive: {
      digests[$0] = $1
    }
    return sources.indices.compactMap { digests[$0] }
  }

  func header(_ digests: [SHA256Digest]) -> AugmentationManifest.Header {
    let listing = zip(digests, names).map { "\($0) \($1)\n" }.joined()
    return AugmentationManifest.Header(
      settings: settings,
      sourceCount: sources.count,
      sourcesDigest: "\(SHA256Digest(listing))",
      outputCount: outputCount
    )
  }

  /// Makes the results of one source, one after the other.
  ///
  /// - Throws: `ImageError` for an unreadable source, or one that has another digest than `expected`, and
  ///   what `body` throws.
  func forEachResult(
    of index: Int,
    expecting expected: SHA256Digest? = nil,
    _ body: (AugmentationManifest.Entry, _ contents: [UInt8]) throws -> Void
  ) throws {
    let source = sources[index]
    let bytes = try source.contents.read()
    let digest = SHA256Digest(bytes)
    if let expected, digest != expected {
      throw ImageError(
        file: source.contents.name,
        problem: "has changed since the augmentation began",
        advice: "put it back, or remove \(folder.path) and start again"
      )
    }
    let warpSource = WarpSource(try Image(decoding: bytes, name: source.contents.name))
    for (slot, path) in zip(settings.slots, paths(of: index)) {
      var entry: AugmentationManifest.Entry
      let contents: [UInt8]
      switch slot {
      case .original:
        entry = .init(path: path, source: source.path, sourceDigest: "\(digest)")
        contents = bytes
      case .copy(let operation, let copy):
        var stream = Augmentation.stream(
          seed: settings.seed,
          source: digest,
          operation: operation,
          copy: copy
        )
        let augmentation = Augmentation(
          operation,
          settings.preset,
          width: warpSource.image.width,
          height: warpSource.image.height,
          from: &stream
        )
        entry = .init(
          path: path,
          source: source.path,
          sourceDigest: "\(digest)",
          copy: copy,
          augmentation
        )
        let image = augmentation.apply(to: warpSource)
        contents = try JPEGCodec.encode(image, quality: Self.quality, name: file(path).path)
      }
      entry.byteCount = contents.count
      entry.digest = "\(SHA256Digest(contents))"
      try body(entry, contents)
    }
  }
}

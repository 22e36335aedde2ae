import Digests
import Files
package import Foundation
import Synchronization

/// Turns a published data set into a folder of pictures that experiments read.
///
/// The folder holds `<split>/<class>/<file>` and ``DatasetManifest/fileName``. It appears whole, after
/// every picture was read and every count verified, or not at all; what is there is never changed.
package struct Preparation: Sendable {
  /// The quality of cropped pictures, which are encoded again as JPEG.
  ///
  /// Source: the preparation of TesNet; that of the released code was not published.
  package static let cropQuality = 95

  /// The name of the published data set.
  package let dataset: String
  /// The choices that lead from the source to the pictures, for the manifest.
  package let recipe: [String: String]
  package let expected: ExpectedCounts
  package let output: URL

  package init(dataset: String, recipe: [String: String], expected: ExpectedCounts, output: URL) {
    (self.dataset, self.recipe, self.expected, self.output) = (dataset, recipe, expected, output)
  }

  /// The manifest of what an earlier preparation left; nil where nothing is there yet.
  ///
  /// - Throws: Where the folder holds something else, or other files than its manifest says.
  package func finished() throws(DatasetError) -> DatasetManifest? {
    let contents: [FolderEntry]
    do {
      contents = try Folder.entries(of: output)
    } catch {
      guard error.code != ENOENT else { return nil }
      throw self.error(["\(output.path) is no folder, or cannot be read; choose another output"])
    }
    guard let manifest = try DatasetManifest(of: output) else {
      guard !contents.isEmpty else { return nil }
      throw error(["\(output.path) holds other files; choose an empty or a new folder"])
    }
    guard manifest.schema == DatasetManifest.currentSchema, manifest.dataset == dataset,
      manifest.recipe == recipe, manifest.classNames.count == expected.classes,
      manifest.splits.count == expected.splits.count,
      manifest.splits.allSatisfy({ expected.splits[$0.name] == $0.imageCount })
    else {
      throw error([
        "\(output.path) holds a data set that was prepared in another way; choose another output"
      ])
    }
    let folder = output
    let damage = manifest.images.concurrentMap { entry -> (text: String, isRead: Bool)? in
      let file = folder.appending(path: entry.path)
      do {
        let digest = try SHA256Digest(contentsOf: file)
        return "\(digest)" == entry.sha256
          ? nil : ("\(file.path) was changed since it was prepared", true)
      } catch {
        if PathKind(at: file) == .nothing { return ("\(file.path) is missing", true) }
        let failure = FileError(file, error)
        return ("\(file.path) cannot be read (\(failure.reason)); \(failure.remedy)", false)
      }
    }
    let problems = damage.compactMap(\.self)
    guard problems.isEmpty else {
      // Nothing is wrong with a folder that somebody else may read.
      let isDamaged = problems.allSatisfy(\.isRead)
      let advice = isDamaged ? ["remove \(output.path) and prepare it again"] : []
      throw error(problems.map(\.text) + advice)
    }
    return manifest
  }

  /// Reads every picture of a source, verifies the counts and writes the folder.
  ///
  /// A call that finds another process at the same folder tells `waits`, waits for it and takes what that made.
  /// `progress` hears, on any thread, how many pictures are done.
  ///
  /// - Throws: Everything that is wrong with the source, at once.
  package func run(
    _ source: SourceSet,
    waits: (_ who: String) -> Void = { _ in },
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(DatasetError) -> DatasetManifest {
    // Without pictures their number tells no more than why there are none.
    guard source.problems.isEmpty || !source.pictures.isEmpty else { throw error(source.problems) }
    var problems = source.problems + expected.problems(with: source)
    problems += Self.problems(ofClassNames: source.classNames)
    let pictures = source.pictures.map { PreparedPicture($0, classNames: source.classNames) }
    problems += Self.repetitions(pictures)

    let staging = try StagingFolder(for: output, waits: waits)
    do throws(DatasetError) {
      // Another process may have finished meanwhile.
      let isThere = PathKind(at: output.appending(path: DatasetManifest.fileName)) != .nothing
      if isThere, let manifest = try finished() {
        staging.discard()
        return manifest
      }
      // With a problem already known, pictures are read to find the others, and nothing is written.
      let isFine = problems.isEmpty
      if isFine { try makeDirectories(source, in: staging.url) }
      let (entries, digest) = try prepare(
        pictures,
        problems: &problems,
        folder: isFine ? staging.url : nil,
        progress: progress
      )
      if let known = expected.digest, problems.isEmpty, digest != known {
        problems.append(
          "the pictures or labels are not those that the facts name (\(digest), not \(known))"
        )
      }
      guard problems.isEmpty else { throw error(problems) }
      let manifest = DatasetManifest(
        dataset: dataset,
        recipe: recipe,
        sourceDigest: digest,
        classNames: source.classNames,
        splits: try splits(in: staging.url),
        images: entries.sorted { ByteName($0.path) < ByteName($1.path) }
      )
      try write(manifest, to: staging.url)
      try staging.finish()
      return manifest
    } catch {
      staging.discard()
      throw error
    }
  }
}

package import Digests
import Files
import Foundation

extension OfflineAugmentation {
  /// Makes every result again and compares it with the manifest and the file; returns what differs.
  ///
  /// - Throws: ``DatasetError`` for a manifest of something else, `ImageError` for an unreadable
  ///   source, and what the file system says of the folder.
  package func verify(
    threadCount: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [String] {
    guard let manifest = try manifest(threadCount: threadCount) else {
      return ["\(manifestFile.path) does not exist, so the folder was not made or not finished"]
    }
    let expected = Set(sources.indices.flatMap { paths(of: $0) }.map(ByteName.init))
    var foreign: [String] = []
    let extra = DirectoryListing.pictures(under: folder, problems: &foreign)
      .filter { !expected.contains(ByteName($0)) }
    let problems = try verify(manifest, threadCount: threadCount, progress: progress) { path in
      let file = file(path)
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      return try SHA256Digest(contentsOf: file)
    }
    return problems + foreign + extra.map { "\($0) does not belong here" }
  }

  /// Makes every result again and compares it with what lies elsewhere; returns what differs.
  ///
  /// `found` is the digest of what a path names there, nil where it names nothing.
  ///
  /// - Throws: `ImageError` for an unreadable source, and what `found` throws.
  package func verify(
    _ manifest: AugmentationManifest,
    threadCount: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    found digest: @escaping @Sendable (_ path: String) throws -> SHA256Digest?
  ) throws -> [String] {
    var problems: [Int: [String]] = [:]
    var doneCount = 0
    try ThreadedWork.forEach(Array(sources.indices), threadCount: threadCount) { index in
      var found: [String] = []
      try forEachResult(of: index) { entry, _ in
        let path = entry.path
        guard let digest = try digest(path) else { return found.append("\(path) is missing") }
        if manifest.entries[ByteName(path)] != entry { found.append("\(path) is listed otherwise") }
        if "\(digest)" != entry.digest { found.append("\(path) was changed") }
      }
      return found
    } receive: { index, found in
      problems[index] = found
      doneCount += 1
      progress(doneCount, sources.count)
    }
    return sources.indices.flatMap { problems[$0] ?? [] }
  }
}

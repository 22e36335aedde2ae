import Digests
import Foundation
import Images

extension OfflineAugmentation {
  /// Makes every result again and compares it with the manifest and the file; returns what differs.
  package func verify(
    threadCount: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [String] {
    let header = header(try sourceDigests(threadCount: threadCount))
    guard let manifest = try AugmentationManifest(contentsOf: manifestFile, expecting: header)
    else {
      return ["\(manifestFile.path) does not exist, so the folder was not made or not finished"]
    }
    var problems: [Int: [String]] = [:]
    var doneCount = 0
    try ThreadedWork.forEach(Array(sources.indices), threadCount: threadCount) { index in
      var found: [String] = []
      try forEachResult(of: index) { entry, _ in
        let path = entry.path
        guard FileManager.default.fileExists(atPath: file(path).path) else {
          return found.append("\(path) is missing")
        }
        if manifest.entries[path] != entry { found.append("\(path) is listed otherwise") }
        if "\(try SHA256Digest(contentsOf: file(path)))" != entry.digest {
          found.append("\(path) was changed")
        }
      }
      return found
    } receive: { index, found in
      problems[index] = found
      doneCount += 1
      progress(doneCount, sources.count)
    }
    let expected = Set(sources.indices.flatMap { paths(of: $0) })
    let extra = try DirectoryListing.pictures(under: folder).filter { !expected.contains($0) }
    return sources.indices.flatMap { problems[$0] ?? [] }
      + extra.map { "\($0) does not belong here" }
  }
}

import Digests
import Files
package import Foundation
import Images
package import Ranks

extension OfflineAugmentation {
  /// What a call did.
  package struct Outcome: Sendable, Hashable {
    /// Files written, and files that were there already.
    package let madeCount: Int
    package let keptCount: Int

    package init(madeCount: Int, keptCount: Int) {
      (self.madeCount, self.keptCount) = (madeCount, keptCount)
    }
  }

  /// Makes every file that is not there yet; where all are there, nothing is written.
  ///
  /// A call that is killed goes on with the next one, and the bytes are the same for any number of
  /// threads. A call that finds another program at work tells `waits` and waits for it. `progress` hears
  /// of every finished source. `freeBytes` stands for the free space of the disk.
  ///
  /// - Throws: ``DatasetError`` where the folder holds something else or would not fit the disk,
  ///   `ImageError` for unreadable and unwritable pictures, and what the file system says of the
  ///   journal.
  package func run(
    threadCount: Int,
    freeBytes: Int? = nil,
    ranks: any RankGroup = Solo(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    waits: (_ who: String) throws -> Void = { _ in }
  ) throws -> Outcome {
    if let outcome = try state(sourceDigests(threadCount: threadCount)).outcome { return outcome }
    return try whileLocked(waits: waits) {
      try make(threadCount: threadCount, freeBytes: freeBytes, ranks: ranks, progress: progress)
    }
  }

  /// Calls `body` while no other program makes or moves the folder's files, after waiting for one that does.
  ///
  /// - Throws: ``DatasetError`` for a folder that cannot be made, and what `body` throws.
  package func whileLocked<Result>(
    waits: (_ who: String) throws -> Void,
    _ body: () throws -> Result
  ) throws -> Result {
    let turn: Turn
    do {
      turn = try Turn(file(Turn.claimName), waits: waits)
    } catch let failure as WriteFailure {
      throw DatasetError(dataset: name, failure)
    }
    defer { turn.end() }
    do {
      return try body()
    } catch {
      turn.end()
      // Goes only where nothing lies in it.
      rmdir(folder.path)
      throw error
    }
  }

  /// What lies in the folder, and what is missing.
  private struct State {
    let manifest: AugmentationManifest
    let missing: [Int]
    let keptCount: Int
    let isBegun, isFinished: Bool

    /// Nil where something is left to do.
    var outcome: Outcome? {
      missing.isEmpty && isFinished ? Outcome(madeCount: 0, keptCount: keptCount) : nil
    }
  }

  private func state(_ digests: [SHA256Digest]) throws -> State {
    let header = header(digests)
    var manifest = AugmentationManifest(header)
    let finished = try AugmentationManifest(contentsOf: manifestFile, expecting: header)
    let begun = try AugmentationManifest(contentsOf: journalFile, expecting: header)
    for entry in [finished, begun].compactMap({ $0?.entries.values }).joined() {
      manifest.entries[ByteName(entry.path)] = entry
    }
    let missing = sources.indices.filter { !isComplete($0, digest: digests[$0], manifest) }
    return State(
      manifest: manifest,
      missing: missing,
      keptCount: (sources.count - missing.count) * settings.slots.count,
      isBegun: begun != nil,
      isFinished: finished != nil
    )
  }

  /// Makes what is missing, within ``whileLocked(waits:_:)``.
  ///
  /// The results must find room on the disk `diskCopies` times. Other ranks make their part in ``assist(threadCount:ranks:)``.
  ///
  /// - Throws: As ``run(threadCount:freeBytes:ranks:progress:waits:)``.
  package func make(
    threadCount: Int,
    freeBytes: Int? = nil,
    diskCopies: Int = 1,
    ranks: any RankGroup = Solo(),
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> Outcome {
    let digests = try sourceDigests(threadCount: threadCount)
    let found = try state(digests)
    if let outcome = found.outcome { return outcome }
    var manifest = found.manifest
    let (missing, keptCount) = (found.missing, found.keptCount)
    if !found.isBegun, !found.isFinished { try checkIsOurs() }
    // What a killed program left unfinished.
    TemporaryFile.removeStrays(in: folder)
    try removePartialFiles()
    try checkSpace(for: missing, copies: diskCopies, free: freeBytes)
    try makeDirectories(of: missing)
    do {
      try Folder.make(partialFolder)
    } catch {
      throw DatasetError(dataset: name, error)
    }
    let kept = Set(sources.indices).subtracting(missing)
    let keptPaths = kept.sorted().flatMap { paths(of: $0) }
    try write(manifest.text(of: keptPaths), to: journalFile)
    let journal = try FileHandle(forWritingTo: journalFile)
    defer { try? journal.close() }
    try journal.seekToEnd()
    var doneCount = kept.count
    try divide(missing, digests, threadCount: threadCount, among: ranks) { entries in
      for entry in entries { manifest.entries[ByteName(entry.path)] = entry }
      let lines = Data(AugmentationManifest.lines(entries).utf8)
      do {
        try journal.write(contentsOf: lines)
      } catch {
        throw DatasetError(
          dataset: name,
          WriteFailure(journalFile, needed: lines.count, error)
        )
      }
      doneCount += 1
      progress(doneCount, sources.count)
    }
    try write(manifest.text(of: sources.indices.flatMap { paths(of: $0) }), to: manifestFile)
    try FileManager.default.removeItem(at: journalFile)
    try removePartialFiles()
    return Outcome(madeCount: missing.count * settings.slots.count, keptCount: keptCount)
  }

  /// Writes the results of some sources; `receive` hears of every finished source.
  func makeResults(
    of sources: [Int],
    _ digests: [SHA256Digest],
    threadCount: Int,
    _ receive: ([AugmentationManifest.Entry]) throws -> Void
  ) throws {
    try ThreadedWork.forEach(sources, threadCount: threadCount) { index in
      var entries: [AugmentationManifest.Entry] = []
      try forEachResult(of: index, expecting: digests[index]) { entry, contents in
        try write(contents, to: entry.path, source: index)
        entries.append(entry)
      }
      return entries
    } receive: { _, entries in
      try receive(entries)
    }
  }

  /// Whether a folder holds augmented pictures, all of them or the first.
  package static func isBegun(in folder: URL) -> Bool {
    [AugmentationManifest.fileName, AugmentationManifest.journalName].contains {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  var manifestFile: URL { file(AugmentationManifest.fileName) }
  private var journalFile: URL { file(AugmentationManifest.journalName) }
  private var partialFolder: URL {
    folder.appending(path: ".partial", directoryHint: .isDirectory)
  }

  /// Whether all results of a source are listed and lie in the folder at their lengths.
  private func isComplete(
    _ index: Int,
    digest: SHA256Digest,
    _ manifest: AugmentationManifest
  ) -> Bool {
    paths(of: index).allSatisfy { path in
      guard let entry = manifest.entries[ByteName(path)], entry.sourceDigest == "\(digest)" else {
        return false
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: file(path).path)
      return attributes?[.size] as? Int == entry.byteCount
    }
  }

  /// Refuses a folder with files of others.
  private func checkIsOurs() throws(DatasetError) {
    guard DirectoryListing.isDirectory(folder) else { return }
    let listing: DirectoryListing
    do {
      listing = try DirectoryListing(of: folder)
    } catch {
      throw self.error("\(folder.path) cannot be listed (\(error.reason))")
    }
    // A kill before the first line leaves directories of classes without any file.
    let isEmpty = listing.directories.allSatisfy { name in
      let inside = FileManager.default.enumerator(
        at: folder.appending(path: name),
        includingPropertiesForKeys: nil
      )
      return inside?.allSatisfy { ($0 as? URL)?.hasDirectoryPath ?? false } ?? true
    }
    guard listing.files.isEmpty, listing.problems.isEmpty, isEmpty else {
      throw error(
        "\(folder.path) holds files but no \(AugmentationManifest.fileName), so it is not of "
          + "augmented pictures; choose another folder or remove it"
      )
    }
  }

  private func makeDirectories(of indices: [Int]) throws(DatasetError) {
    let directories = Set(
      indices.flatMap { paths(of: $0) }.map { file($0).deletingLastPathComponent() }
    )
    do throws(WriteFailure) {
      for directory in directories.union([folder]) { try Folder.make(directory) }
    } catch {
      throw DatasetError(dataset: name, error)
    }
  }

  private func removePartialFiles() throws {
    guard DirectoryListing.isDirectory(partialFolder) else { return }
    try FileManager.default.removeItem(at: partialFolder)
  }

  /// Writes a result under a temporary name and renames it, so that no half of it is ever seen.
  ///
  /// It is not flushed to the disk: what a power failure leaves short or missing is made again, as
  /// every call compares the lengths.
  private func write(_ contents: [UInt8], to path: String, source: Int) throws(ImageError) {
    let partial = partialFolder.appending(path: "\(source)").path
    guard PlainFile.write(contents, to: partial), rename(partial, file(path).path) == 0 else {
      throw ImageError(WriteFailure(file(path), needed: contents.count, code: errno))
    }
  }

  private func write(_ text: String, to file: URL) throws(DatasetError) {
    do {
      try NewFile.write(Data(text.utf8), to: file)
    } catch {
      throw DatasetError(dataset: name, error)
    }
  }
}

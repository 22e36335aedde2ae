import Files
import Foundation
import Images
import Synchronization

extension ToyBirdsFolder {
  /// Draws what is missing and writes the index last, after waiting for another program that does.
  ///
  /// - Throws: ``DatasetError`` as ``ToyBirds/write(to:configuration:)``.
  func complete() throws {
    if try index() != nil, slots.allSatisfy({ $0.paths.allSatisfy(exists) }) { return }
    let turn: Turn
    do {
      turn = try Turn(directory.appending(path: Turn.claimName))
    } catch let failure as WriteFailure {
      throw DatasetError(dataset: "toy-birds", failure)
    }
    defer { turn.end() }
    try draw()
  }

  private func draw() throws {
    if try index() != nil {
      // The index vouches for the pictures that are there.
      let missing = slots.filter { !$0.paths.allSatisfy(exists) }
      guard !missing.isEmpty else { return }
      try makeDirectories()
      try forEach(missing) { try write($0, drawing($0)) }
      return
    }
    try refuseForeignFiles()
    // Nothing says who made these pictures: only those that this call would make are accepted.
    let begun = try forEach(slots.filter { $0.paths.contains(where: exists) }) { slot in
      let files = drawing(slot)
      try compare(slot, files)
      return (slot, files.entry)
    }
    let entries = Dictionary(uniqueKeysWithValues: begun.map { ($0.0.path, $0.1) })
    try makeDirectories()
    let images = try forEach(slots) { slot in
      if let entry = entries[slot.path], slot.paths.allSatisfy(exists) { return entry }
      let files = drawing(slot)
      try write(slot, files)
      return files.entry
    }
    try write(ToyBirds.Index(configuration, images: images))
  }

  /// The bytes of a picture's files, in the order of the slot's paths, and its entry in the index.
  private typealias Files = (contents: [[UInt8]], entry: ToyBirds.Index.Entry)

  private func drawing(_ slot: ToyBirdsSlot) -> Files {
    let picture = BirdPicture(
      classIndex: slot.classIndex,
      split: slot.split,
      number: slot.number,
      seed: configuration.seed,
      size: configuration.pictureSize
    )
    let contents = [
      PNGCodec.encode(picture.image), PNGCodec.encode(picture.mask), PNGCodec.encode(picture.parts),
    ]
    let entry = ToyBirds.Index.Entry(
      path: slot.path,
      classIndex: slot.classIndex,
      box: picture.box,
      locations: picture.locations
    )
    return (contents, entry)
  }

  /// Throws unless the folder holds nothing but files of this set's names; hidden ones do not count.
  private func refuseForeignFiles() throws {
    guard DirectoryListing.isDirectory(directory) else { return }
    var expected: Set<ByteName> = []
    for path in slots.flatMap(\.paths) {
      var name = path
      expected.insert(ByteName(name))
      while let slash = name.lastIndex(of: "/") {
        name = String(name[..<slash])
        expected.insert(ByteName(name))
      }
    }
    var foreign: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      let location = folder.isEmpty ? directory : directory.appending(path: folder)
      let listing: DirectoryListing
      do {
        listing = try DirectoryListing(of: location)
      } catch {
        throw self.error("\(location.path) cannot be listed (\(error.reason))")
      }
      let prefix = folder.isEmpty ? "" : folder + "/"
      foreign += listing.problems
      let names = listing.directories.map { prefix + $0 }
      foreign += (names + listing.files.map { prefix + $0 }).filter {
        !expected.contains(ByteName($0))
      }
      pending += names.filter { expected.contains(ByteName($0)) }
    }
    if let first = foreign.sorted().first {
      throw error(
        "\(directory.path) holds files that are not of a set of \(configuration.text), such as "
          + "\(first); choose an empty folder"
      )
    }
  }

  /// Throws if a file that is there differs from what would be drawn in its place.
  private func compare(_ slot: ToyBirdsSlot, _ files: Files) throws {
    for (path, contents) in zip(slot.paths, files.contents) where exists(path) {
      let found: Data
      do {
        found = try Data(contentsOf: file(path))
      } catch {
        throw self.error("\(file(path).path) cannot be read (\(error.reason))")
      }
      guard found.elementsEqual(contents) else {
        throw error(
          "\(file(path).path) is not the picture of a set of \(configuration.text); "
            + "choose an empty folder or remove what an interrupted drawing left in this one"
        )
      }
    }
  }

  private func makeDirectories() throws {
    let folders = Set(slots.flatMap(\.paths).map { file($0).deletingLastPathComponent() })
    do throws(WriteFailure) {
      for folder in folders + [directory] {
        try Folder.make(folder)
        TemporaryFile.removeStrays(in: folder)
      }
    } catch {
      throw DatasetError(dataset: "toy-birds", error)
    }
  }

  private func write(_ slot: ToyBirdsSlot, _ files: Files) throws {
    for (path, contents) in zip(slot.paths, files.contents) where !exists(path) {
      try write(Data(contents), to: path)
    }
  }

  private func write(_ index: ToyBirds.Index) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try write(try encoder.encode(index), to: Self.indexName)
  }

  /// Writes a file whole or not at all.
  private func write(_ contents: Data, to path: String) throws {
    do {
      try NewFile.write(contents, to: file(path))
    } catch {
      throw DatasetError(dataset: "toy-birds", error)
    }
  }

  /// The results of `body` for all elements in order, computed side by side; one of the errors, if any.
  @discardableResult
  private func forEach<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ body: @Sendable (Element) throws -> Value
  ) throws -> [Value] {
    let hasFailed = Mutex(false)
    let outcomes = elements.concurrentMap { element -> Result<Value, any Error>? in
      guard !hasFailed.withLock({ $0 }) else { return nil }
      let outcome = Result { try body(element) }
      if case .failure = outcome { hasFailed.withLock { $0 = true } }
      return outcome
    }
    let finished = outcomes.compactMap(\.self)
    for case .failure(let error) in finished { throw error }
    return try finished.map { try $0.get() }
  }
}

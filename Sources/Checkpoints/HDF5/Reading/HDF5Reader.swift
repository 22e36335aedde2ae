package import Foundation
import Tensors

/// An HDF5 file open for reading.
///
/// Paths are absolute, such as `/parameters/backbone/features.0.weight`.
///
/// Files that this program wrote are compared with their digests and parsed here. Those of other programs,
/// and of versions before these, are parsed by the C library in a process of its own, which may crash on
/// them: see ``HDF5ReadingProcess``. Neither follows a link out of the file.
package struct HDF5Reader: ~Copyable {
  let source: HDF5Source
  private let contents: HDF5Contents
  /// The values that are not read from the file itself.
  private let copies: [UInt8]
  private let budget: Budget

  /// The bytes of values that may still be read, so that a small file cannot fill the memory.
  private final class Budget {
    var rest: Int
    init(fileByteCount: Int) { rest = 2 * fileByteCount + 32_000_000 }
  }

  /// Opens a file.
  ///
  /// - Throws: ``CheckpointError`` where it does not exist, is truncated, damaged or no HDF5 file.
  package init(contentsOf url: URL) throws(CheckpointError) {
    let source = try HDF5Source(url)
    (contents, copies) = try Self.contents(of: source)
    self.source = source
    budget = Budget(fileByteCount: source.byteCount)
  }

  private static func contents(
    of source: HDF5Source
  ) throws(CheckpointError) -> (HDF5Contents, copies: [UInt8]) {
    let start = try source.read(min(HDF5UserBlock.byteCount, source.byteCount), at: 0)
    guard HDF5UserBlock.begins(start) else { return try HDF5ReadingProcess.contents(of: source) }
    do throws(CheckpointError) {
      guard let block = HDF5UserBlock(start) else {
        if let version = HDF5UserBlock.newerVersion(start) {
          throw CheckpointError(
            newer: source.url.path,
            found: version,
            known: HDF5UserBlock.version
          )
        }
        throw source.place.damaged("its first \(HDF5UserBlock.byteCount) bytes are not whole")
      }
      try source.verify(block)
      let parser = try HDF5Parser(source)
      return (parser.contents, parser.copies)
    } catch {
      // Whoever is still writing it has not damaged it.
      try source.requireUnlocked()
      throw error
    }
  }

  /// The place of an object, for errors.
  func place(_ object: String) -> HDF5Place { source.place.object(object) }

  private func object(_ path: String) -> HDF5Object? {
    contents.objects[path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path]
  }

  /// Whether a group or dataset exists.
  package func contains(_ object: String) throws(CheckpointError) -> Bool {
    self.object(object) != nil
  }

  /// Whether an object exists and is a group.
  package func isGroup(_ object: String) -> Bool {
    if case .group = self.object(object)?.kind { true } else { false }
  }

  /// The names of a group's members in order; empty where the group does not exist.
  package func members(of group: String) throws(CheckpointError) -> [String] {
    switch object(group)?.kind {
    case nil: return []
    case .group(let members): return members
    case .dataset: throw place(group).error("is not a group")
    case .unusable(let problem): throw problem.error(at: place(group))
    }
  }

  /// The datasets below a group at any depth, as paths relative to it, in order.
  package func datasets(under group: String) throws(CheckpointError) -> [String] {
    var paths: [String] = []
    for name in try members(of: group) {
      let path = group.hasSuffix("/") ? group + name : "\(group)/\(name)"
      if case .group = object(path)?.kind {
        paths += try datasets(under: path).map { "\(name)/\($0)" }
      } else {
        paths.append(name)
      }
    }
    return paths
  }

  /// A dataset.
  func dataset(_ path: String) throws(CheckpointError) -> HDF5Stored {
    switch object(path)?.kind {
    case nil: throw place(path).error("is missing")
    case .dataset(let stored): return stored
    case .group: throw place(path).error("is not a dataset")
    case .unusable(let problem): throw problem.error(at: place(path))
    }
  }

  /// Whether an object has an attribute.
  package func hasAttribute(_ name: String, of object: String) throws(CheckpointError) -> Bool {
    try attributes(of: object)[name] != nil
  }

  private func attributes(of object: String) throws(CheckpointError) -> [String: HDF5Stored] {
    let found = self.object(object)
    if case .unusable(let problem) = found?.kind { throw problem.error(at: place(object)) }
    return found?.attributes ?? [:]
  }

  /// An attribute.
  func attribute(_ name: String, of object: String) throws(CheckpointError) -> HDF5Stored {
    guard let stored = try attributes(of: object)[name] else {
      throw place(object).attribute(name).error("is missing")
    }
    return stored
  }

  /// The names of an object's attributes in order; empty where the object does not exist.
  package func attributeNames(of object: String) throws(CheckpointError) -> [String] {
    try attributes(of: object).keys.sorted()
  }

  // MARK: - Bytes

  /// Throws where `byteCount` more bytes of values would be more than the file can rightly hold.
  func spend(_ byteCount: Int, at place: HDF5Place) throws(CheckpointError) {
    guard byteCount <= budget.rest else {
      throw place.error("unpacks to more than \(2 * source.byteCount + 32_000_000) bytes")
    }
    budget.rest -= byteCount
  }

  /// The bytes of some values, in their elements' own form.
  func bytes(
    of stored: HDF5Stored,
    _ byteCount: Int,
    at place: HDF5Place
  ) throws(CheckpointError) -> ArraySlice<UInt8> {
    switch stored.place {
    case .unusable(let problem): throw problem.error(at: place)
    case .file(let offset): return try source.read(byteCount, at: offset)[...]
    case .copy(let offset, let count):
      guard stored.element == .text || count == byteCount, count >= 0, count <= copies.count,
        offset >= 0, offset <= copies.count - count
      else { throw place.damaged("its values are not whole") }
      return copies[offset..<offset + count]
    }
  }

  /// Reads values into a buffer of their length.
  func read(
    _ stored: HDF5Stored,
    into buffer: UnsafeMutableRawBufferPointer,
    at place: HDF5Place
  ) throws(CheckpointError) {
    if case .file(let offset) = stored.place {
      return try source.read(into: buffer, at: offset)
    }
    buffer.copyBytes(from: try bytes(of: stored, buffer.count, at: place))
  }
}

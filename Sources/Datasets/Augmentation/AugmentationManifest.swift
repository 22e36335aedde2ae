package import Files
import Foundation

/// The list of everything an augmented folder holds: one JSON object per line, the first a header.
package struct AugmentationManifest: Sendable {
  package static let fileName = "manifest.jsonl"
  /// The same lines while the folder is being made, in the order in which pictures were finished.
  static let journalName = "manifest.partial.jsonl"

  /// What the folder was made of, and how.
  package struct Header: Codable, Hashable, Sendable {
    var format = "protopnet-augmentation"
    /// Grows when the same settings give other pictures.
    var version = 2
    package let settings: AugmentationSettings
    /// Of the JPEG files.
    var quality = OfflineAugmentation.quality
    package let sourceCount: Int
    /// The digest over paths and contents of all sources.
    package let sourcesDigest: String
    package let outputCount: Int
  }

  /// One file.
  package struct Entry: Codable, Hashable, Sendable {
    /// Under the augmented folder.
    package let path: String
    /// The picture it was made of, as the data set names it.
    package let source: String
    package let sourceDigest: String
    /// What was done, absent for originals; of the operations only the one that was performed is there.
    package var copy: Int?
    package var isMirrored: Bool?
    package var rotation: Rotation?
    package var skew: Skew?
    package var shear: Shear?
    package var distortion: Distortion?
    /// The file's length, and the SHA-256 digest of its contents.
    package var byteCount = 0
    package var digest = ""

    init(
      path: String,
      source: String,
      sourceDigest: String,
      copy: Int? = nil,
      _ augmentation: Augmentation? = nil
    ) {
      (self.path, self.source, self.sourceDigest, self.copy) = (path, source, sourceDigest, copy)
      isMirrored = augmentation?.isMirrored
      switch augmentation?.warp {
      case .rotation(let value): rotation = value
      case .skew(let value): skew = value
      case .shear(let value): shear = value
      case .distortion(let value): distortion = value
      case nil: break
      }
    }
  }

  package let header: Header
  /// By path.
  package var entries: [ByteName: Entry] = [:]

  init(_ header: Header) { self.header = header }

  /// Reads a file, as far as its lines are whole; nil where there is none.
  ///
  /// Throws if the file is no manifest or has another header than expected.
  init?(contentsOf file: URL, expecting header: Header) throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let folder = file.deletingLastPathComponent()
    let lines: [Data]
    do {
      lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { Data($0) }
    } catch {
      throw DatasetError(dataset: folder.path, FileError(file, error))
    }
    try self.init(lines: lines, of: folder, expecting: header)
  }

  /// Reads the lines that describe what lies at `place`, as far as they are whole.
  ///
  /// Throws if they are no manifest or have another header than expected.
  init(lines: [Data], of place: URL, expecting header: Header) throws(DatasetError) {
    func error(_ problem: String) -> DatasetError {
      DatasetError(dataset: place.lastPathComponent, problems: ["\(place.path) \(problem)"])
    }
    let decoder = JSONDecoder()
    guard let first = lines.first, let found = try? decoder.decode(Header.self, from: first),
      found.format == header.format
    else { throw error("has no manifest of augmented pictures; remove it") }
    guard found.version <= header.version else {
      throw error(
        "was made by a newer version of this program; update this one or choose another place"
      )
    }
    guard found.version == header.version else {
      throw error("was made by an earlier version; remove it to make it again")
    }
    guard found.settings == header.settings, found.quality == header.quality else {
      throw error("was made with other settings; choose another place or remove it")
    }
    guard found == header else {
      throw error("was made of other pictures than there are now; restore them, or remove it")
    }
    self.header = header
    for line in lines.dropFirst() {
      // A line that was cut off by a kill is the last one.
      guard let entry = try? decoder.decode(Entry.self, from: line) else { break }
      entries[ByteName(entry.path)] = entry
    }
  }

  /// The header and the entries of some paths, each a line without its end.
  package func lines(of paths: some Sequence<String>) -> [String] {
    [Self.json(header)] + paths.compactMap { entries[ByteName($0)] }.map { Self.json($0) }
  }

  /// The header and the entries of some paths as a file's text.
  func text(of paths: some Sequence<String>) -> String {
    lines(of: paths).map { $0 + "\n" }.joined()
  }

  static func lines(_ entries: [Entry]) -> String {
    entries.map { json($0) + "\n" }.joined()
  }

  /// A value as JSON on one line with sorted keys, so that equal values give equal bytes.
  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a manifest of numbers that JSON does not know")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

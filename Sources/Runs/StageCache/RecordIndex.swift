import Experiments
import Foundation

/// The keys of the stages in other runs' records; a record is read again only once it was replaced.
final class RecordIndex {
  private var entries: [URL: Entry] = [:]

  private struct Entry {
    let version: Version
    let keys: Set<String>
  }

  /// What changes when a record is replaced, as every finished stage does.
  private struct Version: Equatable {
    let modified: Date?
    let size, number: Int?

    /// Nil where there is no file.
    init?(of file: URL) {
      guard let facts = try? FileManager.default.attributesOfItem(atPath: file.path) else {
        return nil
      }
      modified = facts[.modificationDate] as? Date
      (size, number) = (facts[.size] as? Int, facts[.systemFileNumber] as? Int)
    }
  }

  /// Whether a record has a stage with a key; one that cannot be read has none.
  func holds(_ key: String, in record: URL) -> Bool {
    guard let version = Version(of: record) else { return false }
    if let entry = entries[record], entry.version == version { return entry.keys.contains(key) }
    let stages = (try? RunRecord(contentsOf: record))?.stages ?? []
    let entry = Entry(version: version, keys: Set(stages.compactMap(\.key)))
    entries[record] = entry
    return entry.keys.contains(key)
  }
}

import Foundation
import Reports

/// Files that a command writes besides those of a run.
enum Output {
  /// Writes a text in one step, so that an earlier file stays whole until the new one is.
  ///
  /// - Throws: `ReportError.unwritable(file:reason:)`.
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ReportError.unwritable(file: path, reason: error.localizedDescription)
    }
  }
}

import Files
import Foundation

/// Files that a command writes besides those of a run.
enum Output {
  /// Writes a text in one step, so that an earlier file stays whole until the new one is.
  static func write(_ text: String, to path: String) throws(WriteFailure) {
    try NewFile.write(Data(text.utf8), to: URL(fileURLWithPath: path))
  }
}

import Files
import Foundation

extension Encodable {
  /// Prints one line of JSON, as a process that measures for another one does.
  ///
  /// - Throws: What JSON cannot hold, such as an infinite figure.
  func printLine() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }

  /// Writes a file of JSON that people can read; without a path nothing is written.
  ///
  /// - Throws: What JSON cannot hold, and `WriteFailure` for a file that cannot be written.
  func write(to path: String?) throws {
    guard let path else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try NewFile.write(try encoder.encode(self), to: URL(fileURLWithPath: path))
  }
}

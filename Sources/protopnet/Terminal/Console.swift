import Files
import Foundation
import Reports

/// The standard streams: results go to output, everything else to error; names cannot control the terminal.
enum Console {
  /// Whether a person watches the standard error.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func print(_ text: String, toStandardOutput: Bool = true) {
    guard !text.isEmpty else { return }
    let visible = text.visible
    let lines = visible.hasSuffix("\n") ? visible : visible + "\n"
    guard toStandardOutput else {
      // There is no other place to say that this one takes nothing.
      try? FileHandle.standardError.write(contentsOf: Data(lines.utf8))
      return
    }
    do {
      try StandardStreams.print(lines)
    } catch {
      // Whoever reads the results must not take a part of them for all.
      note("error: \(error)")
      exit(1)
    }
  }

  /// Prints a value as JSON with sorted keys.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold, which no result has.
  static func print(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self).visibleInJSON)
  }

  static func note(_ text: String) { print(text, toStandardOutput: false) }

  /// Replaces the current line of a terminal.
  static func show(line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line.visible)".utf8))
  }
}

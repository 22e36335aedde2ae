import Foundation

/// The standard streams: results go to output, everything else to error.
enum Console {
  /// Whether a person watches the standard error.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func print(_ text: String, toStandardOutput: Bool = true) {
    guard !text.isEmpty else { return }
    let stream = toStandardOutput ? FileHandle.standardOutput : .standardError
    // A closed pipe is the reader's choice, not an error.
    try? stream.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static func note(_ text: String) { print(text, toStandardOutput: false) }

  /// Replaces the current line of a terminal.
  static func show(line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line)".utf8))
  }
}

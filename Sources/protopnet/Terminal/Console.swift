import Files
import Foundation
import Reports
import Synchronization

/// The standard streams: results go to output, everything else to error; names cannot control the terminal.
enum Console {
  /// Whether a person watches the standard error.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// How much is said of progress.
  static var verbosity: Verbosity {
    get { level.withLock { $0 } }
    set { level.withLock { $0 = newValue } }
  }

  private static let level = Mutex(Verbosity.normal)
  /// Whether the terminal shows a line that the next one replaces.
  private static let showsLine = Mutex(false)

  static func print(_ text: String, toStandardOutput: Bool = true) {
    guard !text.isEmpty else { return }
    Pulse.heard()
    clearLine()
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

  /// A line of progress, which `--quiet` leaves out.
  static func progress(_ text: String) { if verbosity != .quiet { note(text) } }

  /// A line that only `--verbose` asks for.
  static func detail(_ text: String) { if verbosity == .verbose { note(text) } }

  /// Takes a replaceable line from the terminal.
  static func clearLine() {
    let shown = showsLine.withLock { shown in
      defer { shown = false }
      return shown
    }
    if shown { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
  }

  /// Replaces the current line of a terminal, until something else is said.
  static func show(line: String) {
    guard verbosity != .quiet else { return }
    Pulse.heard()
    showsLine.withLock { $0 = true }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line.visible)".utf8))
  }
}

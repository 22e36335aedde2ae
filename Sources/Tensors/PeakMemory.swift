import Foundation

/// The most memory that this process had at once: its resident set, as `ps` and `top` show it.
package enum PeakMemory {
  /// Forgets what was before, where the system allows it.
  package static func restart() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
  }

  /// The bytes since the last ``restart()``, or since the process began; nil where the system does not tell.
  package static var byteCount: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      // `VmHWM:   23637 kB`
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = Int(line.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "")
    else { return nil }
    return kilobytes * 1024
  }
}

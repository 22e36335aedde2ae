import Foundation
import Testing

/// Compares a text with the stored one; `RECORD_SNAPSHOTS=1` stores what is now printed.
func expectSnapshot(
  _ actual: String,
  _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try Data(actual.utf8).write(to: file)
    return
  }
  let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  guard actual != expected else { return }
  // By bytes, as "\r\n" is one character and the difference may lie in it.
  let difference = zip(actual.utf8, expected.utf8).prefix { $0 == $1 }.count
  let around = String(
    decoding: actual.utf8.dropFirst(max(0, difference - 60)).prefix(160),
    as: UTF8.self
  )
  Issue.record(
    "\(name) differs at byte \(difference), which now reads: …\(around)…",
    sourceLocation: sourceLocation
  )
}

/// A page without its style sheet, which tells nothing about what the page says.
func withoutStyle(_ page: String) -> String {
  guard
    let start = page.firstRange(of: "<style>"), let end = page.firstRange(of: "</style>")
  else { return page }
  return page.replacingCharacters(in: start.upperBound..<end.lowerBound, with: "\n")
}

import Foundation

/// Files that people write, which are never long.
package enum SmallFile {
  /// The bytes of a file, or of a pipe, to its end.
  ///
  /// - Throws: ``FileError`` also for one of more than `limit` bytes, of which no more are read.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(file: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(file: path, code: errno) }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
      if bytes.count > limit {
        throw FileError(
          file: path,
          reason: "it has more than \(limit) bytes",
          remedy: "check that it is the right file"
        )
      }
    }
  }

  /// The text of a file of UTF-8, without the byte-order mark that some editors put before it.
  ///
  /// - Throws: ``FileError`` also for one that is no such text.
  package static func text(_ path: String, limit: Int) throws(FileError) -> String {
    var bytes = try read(path, limit: limit)
    if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
    func fail(_ reason: String, _ remedy: String = saveAsUTF8) -> FileError {
      FileError(file: path, reason: reason, remedy: remedy)
    }
    let beginning = bytes.prefix(200)
    if [[0xFF, 0xFE], [0xFE, 0xFF]].contains(where: { bytes.starts(with: $0) })
      || beginning.count(where: { $0 == 0 }) >= max(beginning.count / 3, 1)
    {
      throw fail("it is UTF-16 or UTF-32 text")
    }
    if let position = bytes.firstIndex(of: 0) {
      let line = 1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }
      throw fail("it has a zero byte in line \(line)", "check that it is the right file")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fail("it is not UTF-8 text")
    }
    return text
  }

  /// The lines of a file, with their numbers from 1; they may end as on any system, and the last without.
  ///
  /// - Throws: As ``text(_:limit:)``; of a file that is not UTF-8 the first such line is named.
  package static func lines(_ path: String, limit: Int) throws(FileError) -> [Substring] {
    let text: String
    do {
      text = try self.text(path, limit: limit)
    } catch {
      guard let line = try firstForeignLine(path, limit: limit) else { throw error }
      throw FileError(
        file: path,
        reason: "it is not UTF-8 text: \(line)",
        remedy: saveAsUTF8
      )
    }
    // A scalar at a time, as a character may be several: "\r\n" is one.
    let scalars = text.unicodeScalars
    var lines: [Substring] = []
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      guard scalars[index] == "\n" || scalars[index] == "\r" else {
        index = next
        continue
      }
      lines.append(text[start..<index])
      let isPair = scalars[index] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
      start = isPair ? scalars.index(after: next) : next
      index = start
    }
    return start < scalars.endIndex ? lines + [text[start...]] : lines
  }

  private static let saveAsUTF8 = "save it as UTF-8"
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Such as `line 3 is 'M\xFCller'`; nil for what is UTF-16, where all of it is foreign.
  private static func firstForeignLine(_ path: String, limit: Int) throws(FileError) -> String? {
    let bytes = try read(path, limit: limit)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard !bytes.contains(0),
      let number = lines.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil })
    else { return nil }
    return "line \(number + 1) is '\(String(showing: Array(lines[number].prefix(200))))'"
  }
}

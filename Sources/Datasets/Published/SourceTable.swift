import Files
import Foundation

/// A text file of lines that begin with an identifier and go on with values between spaces.
struct SourceTable {
  /// The values of each identifier, in the order of the file; repeated identifiers are problems.
  private(set) var values: [Int: [String]] = [:]
  private(set) var identifiers: [Int] = []
  let name: String

  /// Reads lines of an identifier and `count` values, the last of which may contain spaces.
  init(_ file: URL, valueCount count: Int, problems: inout [String]) {
    name = file.lastPathComponent
    for (number, fields) in Self.lines(of: file, fieldCount: count + 1, problems: &problems) {
      guard let identifier = Int(fields[0]) else {
        problems.append("\(name):\(number): '\(fields[0])' is no identifier")
        continue
      }
      guard values[identifier] == nil else {
        problems.append("\(name):\(number): \(identifier) is listed twice")
        continue
      }
      values[identifier] = Array(fields.dropFirst())
      identifiers.append(identifier)
    }
  }

  /// More than any list of a published data set has.
  private static let byteLimit = 1 << 28

  /// The fields of every line that is not blank, with the lines' numbers from 1.
  static func lines(
    of file: URL,
    fieldCount: Int,
    separators: String = " \t",
    problems: inout [String]
  ) -> [(number: Int, fields: [String])] {
    let name = file.lastPathComponent
    let found: [Substring]
    do {
      found = try SmallFile.lines(file.path, limit: byteLimit)
    } catch {
      problems.append("\(file.path) cannot be read (\(error.reason)); \(error.remedy)")
      return []
    }
    let separators = Array(separators.utf8)
    var lines: [(Int, [String])] = []
    for (index, line) in found.enumerated() {
      // Bytes, because a space may be one character with what follows it.
      let fields = line.utf8.split(
        maxSplits: fieldCount - 1,
        whereSeparator: separators.contains
      )
      .map { String(Substring($0)).trimmingCharacters(in: .whitespaces) }
      guard fields.contains(where: { !$0.isEmpty }) else { continue }
      guard fields.count == fieldCount else {
        problems.append("\(name):\(index + 1): has \(fields.count) values, not \(fieldCount)")
        continue
      }
      lines.append((index + 1, fields))
    }
    return lines
  }
}

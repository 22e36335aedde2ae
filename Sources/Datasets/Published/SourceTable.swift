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

  /// The fields of every line that is not blank, with the lines' numbers from 1.
  static func lines(
    of file: URL,
    fieldCount: Int,
    problems: inout [String]
  ) -> [(number: Int, fields: [String])] {
    let name = file.lastPathComponent
    let text: String
    do {
      text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    } catch {
      problems.append("\(file.path) cannot be read (\(error.reason))")
      return []
    }
    var lines: [(Int, [String])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(
        maxSplits: fieldCount - 1,
        whereSeparator: { $0 == " " || $0 == "\t" }
      )
      .map { $0.trimmingCharacters(in: .whitespaces) }
      guard !fields.isEmpty else { continue }
      guard fields.count == fieldCount else {
        problems.append("\(name):\(index + 1): has \(fields.count) values, not \(fieldCount)")
        continue
      }
      lines.append((index + 1, fields))
    }
    return lines
  }
}

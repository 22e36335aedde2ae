import Foundation
import TestSupport

/// A page of the documentation: its headings, tables, links and commands.
struct Page {
  /// From the package's root.
  let path: String
  let text: String

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOf: Places.package.appending(path: path), encoding: .utf8)
  }

  /// The README, the pages of `docs/`, and what they lead to that is written by hand.
  static func all() throws -> [Page] {
    let docs = try FileManager.default.subpathsOfDirectory(
      atPath: Places.package.appending(path: "docs").path
    )
    let beside = [
      "README.md", "CONTRIBUTING.md", "experiments/README.md", "experiments/PRESETS.md",
      "weights/README.md",
    ]
    return try (beside + docs.sorted().filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }).map(
      Page.init
    )
  }

  /// The lines of blocks between lines of three backticks.
  var codeLines: [String] {
    var (lines, isCode) = ([String](), false)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() } else if isCode { lines.append(String(line)) }
    }
    return lines
  }

  /// The text without such blocks.
  var prose: String {
    var (lines, isCode) = ([Substring](), false)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() } else if !isCode { lines.append(line) }
    }
    return lines.joined(separator: "\n")
  }

  /// The targets of links and pictures.
  var links: [String] { prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) } }

  /// The headings as links name them: lower case, without signs, spaces as hyphens.
  var anchors: Set<String> {
    Set(
      prose.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased()
          .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
          .replacing(" ", with: "-")
      }
    )
  }

  /// The rows of the tables below a heading, up to the next one of its rank or above; cells without backticks.
  func rows(below heading: String) -> [[String]] {
    var (rows, rank): ([[String]], Int?) = ([], nil)
    for line in prose.split(separator: "\n") {
      let marks = line.prefix { $0 == "#" }.count
      if marks > 0 {
        if line.dropFirst(marks).trimmingCharacters(in: .whitespaces) == heading {
          rank = marks
        } else if let found = rank, marks <= found {
          break
        }
      } else if rank != nil, line.hasPrefix("|") {
        rows.append(
          line.dropFirst().dropLast().split(separator: " | ", omittingEmptySubsequences: false).map
          {
            $0.replacing("`", with: "").trimmingCharacters(in: .whitespaces)
          }
        )
      }
    }
    // Heads of tables and the lines below them say nothing of files.
    return rows.enumerated().filter { index, row in
      !row.allSatisfy { $0.allSatisfy { "-: |".contains($0) } }
        && !(index + 1 < rows.count
          && rows[index + 1].allSatisfy { $0.allSatisfy { "-: |".contains($0) } && !$0.isEmpty })
    }.map(\.1)
  }
}

import Experiments
import Foundation

/// Everything behind one cell of a table: runs, seeds, splits, stages, choices and digests.
package struct CellExplanation {
  private let table: ResultsTable
  private let row: Int
  private let column: Int
  private let runs: [LoadedRun]

  /// Finds a cell by `row,column`, each a name or a number from 1; rows are counted through all tables.
  ///
  /// - Throws: ``ReportError/unknownCell(_:problem:choices:)`` with the names there are.
  package init(of place: String, in tables: [ResultsTable], runs: [LoadedRun]) throws(ReportError) {
    let titles = tables.flatMap(\.rows).map(\.title)
    // Names may hold commas, so every comma is tried.
    let halves = place.indices.filter { place[$0] == "," }.map {
      (place[..<$0], place[place.index(after: $0)...])
    }
    guard !halves.isEmpty else {
      throw .unknownCell(place, problem: "needs a row and a column, 'ROW,COLUMN'", choices: [])
    }
    var known: (table: ResultsTable, row: Int)?
    for (rowName, columnName) in halves {
      let rows = Self.matches(rowName, titles.map { [$0] })
      guard rows.count < 2 else {
        throw .unknownCell(
          place,
          problem: "names several rows; take a number",
          choices: rows.map { "\($0 + 1) \(titles[$0])" }
        )
      }
      guard let row = rows.first else { continue }
      let found = Self.table(ofRow: row, in: tables)
      let names = found.table.columns.map { column in
        // A column of words has its unit in its title, `interval, points`.
        [column.title, column.heading, String(column.title.prefix { $0 != "," })]
      }
      if let column = Self.matches(columnName, names).first {
        (table, self.row, self.column, self.runs) = (found.table, found.row, column, runs)
        return
      }
      known = found
    }
    if let known {
      throw .unknownCell(
        place,
        problem: "names no column; there are",
        choices: known.table.columns.enumerated().map { "\($0.offset + 1) \($0.element.title)" }
      )
    }
    throw .unknownCell(
      place,
      problem: "names no row; there are",
      choices: titles.enumerated().map { "\($0.offset + 1) \($0.element)" }
    )
  }

  /// The places of a name, or the one of a number from 1.
  private static func matches(_ text: Substring, _ names: [[String]]) -> [Int] {
    let text = text.trimmingCharacters(in: .whitespaces).lowercased()
    let exact = names.indices.filter { names[$0].contains { $0.lowercased() == text } }
    if exact.isEmpty, let number = Int(text), names.indices.contains(number - 1) {
      return [number - 1]
    }
    return exact
  }

  private static func table(
    ofRow row: Int,
    in tables: [ResultsTable]
  ) -> (table: ResultsTable, row: Int) {
    var row = row
    for table in tables {
      if row < table.rows.count { return (table, row) }
      row -= table.rows.count
    }
    preconditionFailure("a row beyond the last table")
  }

  /// The explanation for a terminal.
  package var text: String {
    let (heading, cell) = (table.columns[column], table.rows[row].cells[column])
    var lines = ["\(table.rows[row].title), \(heading.title)"]
    lines.append("  \(cell.text(heading.quantity))\(unit(cell))")
    lines.append("  \(heading.meaning)")
    if case .published(let published, _) = cell.content {
      lines.append("  quoted from \(published.citation)")
    }
    if let published = cell.published { lines.append("  published: \(published.citation)") }
    let sources = cell.provenance?.sources ?? []
    if sources.isEmpty, cell.published == nil, !isPublished(cell) {
      lines.append("  no run is behind it")
    }
    for source in sources { lines += [""] + self.lines(source, heading.quantity) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func unit(_ cell: ResultsTable.Cell) -> String {
    guard cell.isNumber || isPublished(cell), let unit = table.columns[column].quantity?.unit else {
      return ""
    }
    return " \(unit)"
  }

  private func isPublished(_ cell: ResultsTable.Cell) -> Bool {
    if case .published = cell.content { true } else { false }
  }

  private func lines(_ source: Provenance.Source, _ quantity: Quantity?) -> [String] {
    let run = runs.first { $0.name == source.run && $0.record.seed == source.seed }
    let field = "record.json \(source.field)"
    let entries: [(String, String?)] = [
      ("run", run?.directory.relativePath ?? source.run),
      ("seed", String(source.seed)),
      ("split", source.split),
      ("stage", source.stage),
      ("selection", run.map { Footnotes.selection(of: $0.record) }),
      ("field", source.value.map { "\(field) = \($0)" } ?? field),
      ("checkpoint", source.checkpoint),
      ("  SHA-256", source.checkpointDigest),
      ("predictions", source.evidence),
      ("  SHA-256", source.evidenceDigest),
      ("experiment", "experiment.yaml"),
      ("  SHA-256", source.experimentDigest),
    ]
    return entries.compactMap { name, value in
      value.map { "  \(name.padding(toLength: 12, withPad: " ", startingAt: 0))  \($0)" }
    }
  }
}

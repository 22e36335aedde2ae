/// The ways to print a table.
package enum TableFormat: String, CaseIterable, Sendable {
  case markdown
  case latex
  case csv
  case html
  case json

  /// Whether one text holds several tables; data are one table a file.
  package var holdsSeveral: Bool { self != .csv }

  /// How the names of its files end.
  package var fileExtension: String {
    switch self {
    case .markdown: "md"
    case .latex: "tex"
    case .csv, .html, .json: rawValue
    }
  }

  /// The table as a whole file's text.
  package func render(_ table: ResultsTable, _ style: TableStyle = TableStyle()) -> String {
    render([table], style)
  }

  /// Several tables as one file's text, which number their notes through.
  package func render(_ tables: [ResultsTable], _ style: TableStyle = TableStyle()) -> String {
    precondition(holdsSeveral || tables.count == 1, "\(tables.count) tables in one \(rawValue)")
    let noted = tables.map { $0.noted(style.notes) }
    let shared = tables.count > 1 ? ResultsTable.sharingNotes(noted) : noted
    switch self {
    case .markdown: return shared.map(MarkdownTable.render).joined(separator: "\n")
    case .latex: return LaTeXTable.document(shared, style)
    case .csv: return tables.map(CSVTable.render).joined()
    case .html: return HTMLTable.document(shared)
    case .json: return tables.count == 1 ? JSONTable.render(noted[0]) : JSONTable.render(noted)
    }
  }
}

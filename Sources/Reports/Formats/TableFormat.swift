/// The ways to print a table.
package enum TableFormat: String, CaseIterable, Sendable {
  case markdown
  case latex
  case csv
  case html
  case json

  /// The table as a whole file's text.
  package func render(_ table: ResultsTable) -> String {
    switch self {
    case .markdown: MarkdownTable.render(table)
    case .latex: LaTeXTable.render(table)
    case .csv: CSVTable.render(table)
    case .html: HTMLTable.document(table)
    case .json: JSONTable.render(table)
    }
  }

  /// Several tables as one file's text; CSV has an empty line between them.
  package func render(_ tables: [ResultsTable]) -> String {
    if tables.count == 1 { return render(tables[0]) }
    switch self {
    case .markdown, .latex: return tables.map(render).joined(separator: "\n")
    case .csv: return tables.map(render).joined(separator: "\r\n")
    case .html: return HTMLTable.document(tables)
    case .json: return JSONTable.render(tables)
    }
  }
}

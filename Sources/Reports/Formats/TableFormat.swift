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
}

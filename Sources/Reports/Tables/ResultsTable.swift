import Experiments

/// Rows by columns of results that know where they come from.
package struct ResultsTable: Equatable, Sendable {
  package var caption: String
  /// The heading of the rows' titles.
  package var rowHeading: String
  package var columns: [Column]
  package var rows: [Row]
  package var footnotes: [Footnote]

  package init(
    caption: String,
    rowHeading: String,
    columns: [Column],
    rows: [Row],
    footnotes: [Footnote] = []
  ) {
    for row in rows {
      precondition(row.cells.count == columns.count, "\(row.title): a row needs every cell")
    }
    (self.caption, self.rowHeading, self.columns) = (caption, rowHeading, columns)
    (self.rows, self.footnotes) = (rows, footnotes)
  }

  package struct Column: Equatable, Sendable {
    package var title: String
    /// Nil for a column of words.
    package var quantity: Quantity?
    /// What the column's numbers are, in one sentence.
    package var meaning: String

    package init(_ title: String, _ quantity: Quantity?, meaning: String) {
      (self.title, self.quantity, self.meaning) = (title, quantity, meaning)
    }

    /// The title with its unit, `warm-up, %`.
    package var heading: String { quantity?.unit.map { "\(title), \($0)" } ?? title }
  }

  package struct Row: Equatable, Sendable {
    package var title: String
    package var cells: [Cell]

    package init(_ title: String, _ cells: [Cell]) { (self.title, self.cells) = (title, cells) }
  }

  /// A sentence under the table, about some rows or about all of it.
  package struct Footnote: Equatable, Sendable {
    package var text: String
    /// The rows it is about; empty for the whole table.
    package var rows: [Int]

    package init(_ text: String, rows: [Int] = []) { (self.text, self.rows) = (text, rows) }
  }

  /// The numbers, from 1, of the footnotes about a row.
  package func marks(ofRow row: Int) -> [Int] {
    footnotes.indices.filter { footnotes[$0].rows.contains(row) }.map { $0 + 1 }
  }

  /// Where each published value of the table was taken from, without repetitions.
  package var publishedSources: [String] {
    var sources: [String] = []
    for cell in rows.flatMap(\.cells) {
      var published = cell.published
      if case .published(let result, _) = cell.content { published = result }
      guard let source = published?.source, !sources.contains(source) else { continue }
      sources.append(source)
    }
    return sources
  }
}

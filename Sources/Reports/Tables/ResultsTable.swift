import Experiments

/// Rows by columns of results that know where they come from.
package struct ResultsTable: Equatable, Sendable {
  /// What files and labels of it are called, `theorem-premises`.
  package var name = "table"
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
    /// The numbers that every cell of a column of words has, as data know them.
    package var numbers: [Number.Name]

    package init(
      _ title: String,
      _ quantity: Quantity?,
      meaning: String,
      numbers: [Number.Name] = []
    ) {
      (self.title, self.quantity, self.meaning) = (title, quantity, meaning)
      self.numbers = numbers
    }

    /// The title with its unit, `warm-up, %`.
    package var heading: String { quantity?.unit.map { "\(title), \($0)" } ?? title }
  }

  package struct Row: Equatable, Sendable {
    package var title: String
    package var cells: [Cell]

    package init(_ title: String, _ cells: [Cell]) { (self.title, self.cells) = (title, cells) }
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

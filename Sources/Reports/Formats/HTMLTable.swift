import Experiments

/// A table as HTML: caption, scopes, and tooltips that say where a number comes from.
package enum HTMLTable {
  /// The table as a page of its own.
  package static func document(_ table: ResultsTable) -> String {
    document([table])
  }

  /// Tables one below the other as a page.
  package static func document(_ tables: [ResultsTable]) -> String {
    Page.document(
      title: tables.first?.caption ?? "",
      isSheet: true,
      body: "<main>\n\(tables.map(fragment))</main>"
    ).source
  }

  /// The table for a page, in a region that scrolls sideways where it does not fit.
  package static func fragment(_ table: ResultsTable) -> Markup {
    let notes = table.ownNotes.map { note -> Markup in "<li>\(note.text)</li>\n" }
    // Notes are numbered through the tables of a page that share them.
    let first = table.ownNotes.first?.number ?? 1
    let start: Markup? = first == 1 ? nil : " start=\"\(first)\""
    let list: Markup? = notes.isEmpty ? nil : "<ol class=\"notes\"\(start)>\n\(notes)</ol>\n"
    let reference: Markup? = table.reference.map { "<p class=\"notes\">\($0)</p>\n" }
    let published: Markup? =
      table.publishedSources.isEmpty
      ? nil
      : "<p class=\"notes\">Published: \(table.publishedSources.joined(separator: "; ")).</p>\n"
    let columns = table.columns.map { column -> Markup in
      """
      <th scope="col" class="\(column.quantity == nil ? "words" : "number")" \
      title="\(column.meaning)">\(column.heading)</th>

      """
    }
    return """
      <div class="table" role="region" aria-label="\(table.caption)" tabindex="0">
      <table class="stacked\(table.columns.count > 7 ? " many" : "")">
      <caption>\(table.caption)</caption>
      <thead>
      <tr>
      <th scope="col" class="words">\(table.rowHeading)</th>
      \(columns)</tr>
      </thead>
      <tbody>
      \(table.rows.indices.map { row(table, $0) })</tbody>
      </table>
      </div>
      \(list)\(reference)\(published)
      """
  }

  private static func row(_ table: ResultsTable, _ index: Int) -> Markup {
    let marks = table.marks(ofRow: index).map(String.init).joined(separator: ", ")
    let mark: Markup? = marks.isEmpty ? nil : "<sup>\(marks)</sup>"
    let cells = zip(table.rows[index].cells, table.columns).map(cell)
    return """
      <tr>
      <th scope="row">\(table.rows[index].title)\(mark)</th>
      \(cells)</tr>

      """
  }

  private static func cell(_ cell: ResultsTable.Cell, _ column: ResultsTable.Column) -> Markup {
    let kind = column.quantity == nil ? "words" : "number"
    let title: Markup? = cell.provenance.map { " title=\"\($0.summary)\"" }
    let published: Markup? = cell.published.flatMap { published in
      column.quantity.map { quantity in
        """
         <span class="published" title="\(published.citation)">\
        (published \(published.text(quantity)))</span>
        """
      }
    }
    return """
      <td class="\(kind)\(cell.isMissing ? " missing" : "")"\(title) data-label="\(column.heading)">\
      <span>\(words(cell))\(published)</span></td>

      """
  }

  /// The cell's own words; each text of a list is a line.
  private static func words(_ cell: ResultsTable.Cell) -> Markup {
    guard case .list(let texts, _) = cell.content else { return Markup(text: cell.ownText) }
    let others = texts.dropFirst().map { "<br>\($0)" as Markup }
    return "\(texts[0])\(others)"
  }
}

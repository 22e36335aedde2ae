/// What a person chooses of how tables are printed.
package struct TableStyle: Sendable {
  package var notes = ResultsTable.NoteLevel.full
  /// The columns of a paper that a LaTeX table is as wide as.
  package var columns = LaTeXTable.Span.two
  /// What LaTeX refers to the table by; its name where it is nil.
  package var label: String?

  package init(
    notes: ResultsTable.NoteLevel = .full,
    columns: LaTeXTable.Span = .two,
    label: String? = nil
  ) {
    (self.notes, self.columns, self.label) = (notes, columns, label)
  }
}

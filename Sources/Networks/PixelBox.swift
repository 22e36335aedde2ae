/// A rectangle of pixels, half-open: rows firstRow..<endRow and columns firstColumn..<endColumn.
package struct PixelBox: Hashable, Sendable {
  package let firstRow: Int
  package let endRow: Int
  package let firstColumn: Int
  package let endColumn: Int

  package init(firstRow: Int, endRow: Int, firstColumn: Int, endColumn: Int) {
    precondition(
      firstRow <= endRow && firstColumn <= endColumn,
      "a box of rows \(firstRow)..<\(endRow) and columns \(firstColumn)..<\(endColumn)"
    )
    (self.firstRow, self.endRow) = (firstRow, endRow)
    (self.firstColumn, self.endColumn) = (firstColumn, endColumn)
  }

  package var rows: Range<Int> { firstRow..<endRow }
  package var columns: Range<Int> { firstColumn..<endColumn }
  /// First row, end row, first column, end column, as files have them.
  package var bounds: [Int] { [firstRow, endRow, firstColumn, endColumn] }
}

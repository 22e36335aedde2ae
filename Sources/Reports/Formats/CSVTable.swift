import Experiments

/// A table as RFC 4180: a mean and a deviation column for each number, two digits more than print.
package enum CSVTable {
  package static func render(_ table: ResultsTable) -> String {
    let hasPublished = table.columns.indices.map { column in
      table.rows.contains { $0.cells[column].published != nil }
    }
    var header = [table.rowHeading]
    for (column, hasPublished) in zip(table.columns, hasPublished) {
      header.append(column.heading)
      if column.quantity != nil { header.append("\(column.heading) (sd)") }
      if hasPublished { header.append("\(column.heading) (published)") }
    }
    var lines = [header]
    for row in table.rows {
      var fields = [row.title]
      for ((cell, column), hasPublished) in zip(zip(row.cells, table.columns), hasPublished) {
        fields += self.fields(cell, column)
        if hasPublished { fields.append(published(cell, column)) }
      }
      lines.append(fields)
    }
    return lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func fields(_ cell: ResultsTable.Cell, _ column: ResultsTable.Column) -> [String] {
    switch cell.content {
    case .estimate(let estimate, let quantity):
      let deviation = estimate.standardDeviation.map {
        quantity.text(deviation: $0, extraDecimals: 2)
      }
      return [quantity.text(estimate.mean, extraDecimals: 2), deviation ?? "one run"]
    case .published(let published, let quantity):
      let deviation = published.deviation.map { quantity.text(deviation: $0, extraDecimals: 2) }
      return [quantity.text(published.value, extraDecimals: 2), deviation ?? "none"]
    case .list: return [cell.ownText]
    case .text(let text): return column.quantity == nil ? [text] : [text, text]
    case .missing(let reason):
      return Array(repeating: reason.rawValue, count: column.quantity == nil ? 1 : 2)
    }
  }

  private static func published(_ cell: ResultsTable.Cell, _ column: ResultsTable.Column) -> String
  {
    guard let published = cell.published, let quantity = column.quantity else { return "none" }
    return published.text(quantity)
  }

  /// The field as RFC 4180 writes it; one that a spreadsheet would take for a formula begins with an apostrophe.
  private static func quoted(_ field: String) -> String {
    let isFormula =
      field.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let field = (isFormula && !isNumber(field) ? "'" : "") + field.visible
    guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"\(field.replacing("\"", with: "\"\""))\""
  }

  private static func isNumber(_ field: String) -> Bool {
    field.wholeMatch(of: /[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?( ?%)?/) != nil
  }
}

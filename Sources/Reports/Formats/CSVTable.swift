import Experiments
import Foundation

/// A table as data, RFC 4180: numbers alone, their units in the header, and nothing where there is none.
///
/// A column of numbers gives three: mean, standard deviation and count of its runs. A number inside words
/// gets a column of its own in their stead.
package enum CSVTable {
  package static func render(_ table: ResultsTable) -> String {
    let columns =
      [Column(table.rowHeading) { $0.title }]
      + table.columns.indices.flatMap { self.columns(table, $0) }
    let lines =
      [columns.map { quoted($0.heading) }]
      + table.rows.map { row in columns.map { quoted($0.field(row)) } }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private struct Column {
    var heading: String
    var field: (ResultsTable.Row) -> String

    init(_ heading: String, field: @escaping (ResultsTable.Row) -> String) {
      (self.heading, self.field) = (heading, field)
    }

    init(_ title: String, _ quantity: Quantity, value: @escaping (ResultsTable.Row) -> Double?) {
      self.init(title + (quantity.unit.map { " (\($0))" } ?? "")) { row in
        value(row).map { number(quantity.scaled($0)) } ?? ""
      }
    }
  }

  private static func columns(_ table: ResultsTable, _ index: Int) -> [Column] {
    let (column, cells) = (table.columns[index], table.rows.map { $0.cells[index] })
    if let quantity = column.quantity {
      var columns = [
        Column(column.title, quantity) { $0.cells[index].number?.mean },
        Column("\(column.title) sd", quantity) { $0.cells[index].number?.deviation },
        Column("\(column.title) n", .count) { $0.cells[index].number?.count },
      ]
      if cells.contains(where: { $0.published != nil }) {
        columns += [
          Column("\(column.title) published", quantity) { $0.cells[index].published?.value },
          Column("\(column.title) published sd", quantity) { $0.cells[index].published?.deviation },
        ]
      }
      return columns
    }
    var names = column.numbers
    for name in cells.flatMap(\.numbers).map(\.name) where !names.contains(name) {
      names.append(name)
    }
    guard names.isEmpty else {
      // Its unit, which stands in the title, is each number's own here.
      let title = column.title.prefix { $0 != "," }
      return names.map { name in
        Column("\(title) \(name.text)", name.quantity) { row in
          row.cells[index].numbers.first { $0.name == name }?.value
        }
      }
    }
    return [
      Column(column.heading) { row in
        let cell = row.cells[index]
        return cell.isMissing || cell.ownText == "–" ? "" : cell.ownText
      }
    ]
  }

  /// Ten digits, which is more than any figure here is worth; nothing for what is no number.
  private static func number(_ value: Double) -> String {
    value.isNaN ? "" : String(format: "%.10g", value)
  }

  /// The field as RFC 4180 writes it; one that a spreadsheet would take for a formula begins with an apostrophe.
  static func quoted(_ field: String) -> String {
    let isFormula =
      field.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let field = (isFormula && !isNumber(field) ? "'" : "") + field.visible
    guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"\(field.replacing("\"", with: "\"\""))\""
  }

  private static func isNumber(_ field: String) -> Bool {
    field.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?( ?%)?|inf)/) != nil
  }
}

extension ResultsTable.Cell {
  /// Its number, whoever measured it.
  fileprivate var number: (mean: Double, deviation: Double?, count: Double?)? {
    switch content {
    case .estimate(let estimate, _):
      (estimate.mean, estimate.standardDeviation, Double(estimate.count))
    case .published(let result, _): (result.value, result.deviation, nil)
    case .text, .list, .missing: nil
    }
  }
}

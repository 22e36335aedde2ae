import Experiments
import Foundation

/// A table as JSON, each cell with its values, its text and where it comes from.
package enum JSONTable {
  package static func render(_ table: ResultsTable) -> String { encoded(Document(table)) }

  /// Several tables as one document that lists them.
  package static func render(_ tables: [ResultsTable]) -> String {
    encoded(Documents(tables: tables.map(Document.init)))
  }

  private static func encoded(_ document: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity",
      negativeInfinity: "-infinity",
      nan: "nan"
    )
    do {
      return String(decoding: try encoder.encode(document), as: UTF8.self).visibleInJSON + "\n"
    } catch {
      preconditionFailure("strings, numbers and lists always encode: \(error)")
    }
  }

  private struct Documents: Encodable {
    var schema = "protopnet-tables/1"
    var tables: [Document]
  }

  private struct Document: Encodable {
    var schema = "protopnet-table/1"
    var caption: String
    var rowHeading: String
    var columns: [Column]
    var rows: [Row]
    var footnotes: [Note]

    init(_ table: ResultsTable) {
      caption = table.caption
      rowHeading = table.rowHeading
      columns = table.columns.map(Column.init)
      rows = table.rows.map { row in
        Row(title: row.title, cells: zip(row.cells, table.columns).map(Cell.init))
      }
      footnotes = table.footnotes.filter { !$0.text.isEmpty }.map { note in
        Note(text: note.text, rows: note.rows.map { table.rows[$0].title })
      }
    }
  }

  private struct Column: Encodable {
    var title: String
    var quantity: Quantity?
    var unit: String?
    var meaning: String

    init(_ column: ResultsTable.Column) {
      title = column.title
      quantity = column.quantity
      unit = column.quantity?.unit
      meaning = column.meaning
    }
  }

  private struct Row: Encodable {
    var title: String
    var cells: [Cell]
  }

  private struct Note: Encodable {
    var text: String
    /// The titles of its rows; empty where it is about the whole table.
    var rows: [String]
  }

  private struct Cell: Encodable {
    var column: String
    /// `estimate`, `published`, `text`, `list`, or the reason there is no number, such as `not run`.
    var state: String
    var text: String
    var items: [String]?
    /// In the column's unit, as are the values and the deviation.
    var mean: Double?
    var standardDeviation: Double?
    var count: Int?
    var values: [Double]?
    var published: Published?
    var provenance: Provenance?

    init(_ cell: ResultsTable.Cell, _ column: ResultsTable.Column) {
      self.column = column.title
      text = cell.ownText
      provenance = cell.provenance
      switch cell.content {
      case .estimate(let estimate, let quantity):
        state = "estimate"
        mean = quantity.scaled(estimate.mean)
        standardDeviation = estimate.standardDeviation.map(quantity.scaled)
        count = estimate.count
        values = estimate.values.map(quantity.scaled)
      case .published(let value, let quantity):
        state = "published"
        published = Published(value, quantity)
      case .text: state = "text"
      case .list(let texts, _): (state, items) = ("list", texts)
      case .missing(let reason): state = reason.rawValue
      }
      if let value = cell.published, let quantity = column.quantity {
        published = Published(value, quantity)
      }
    }
  }

  private struct Published: Encodable {
    var value: Double
    var standardDeviation: Double?
    var source: String
    var place: String?

    init(_ result: PublishedResult, _ quantity: Quantity) {
      value = quantity.scaled(result.value)
      standardDeviation = result.deviation.map(quantity.scaled)
      source = result.source
      place = result.place
    }
  }
}

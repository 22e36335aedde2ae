/// Tables of single runs made into one over the seeds of several experiments.
enum SeedMerge {
  /// A table that every run by itself has.
  struct Kind: Sendable {
    var caption: String
    var rowHeading: String
    var columns: [ResultsTable.Column]
    /// What a finished run without such a table is said to be.
    var absence: ResultsTable.Cell.Reason
    /// A note about the whole table.
    var footnote: ResultsTable.Footnote?
    var table: @Sendable (LoadedRun) -> ResultsTable?
  }

  /// A row for each row of the runs' tables, which are matched by their titles.
  static func table(_ groups: [RunGroup], _ kind: Kind) -> ResultsTable {
    var rows: [ResultsTable.Row] = []
    var owners: [[RunGroup]] = []
    var notes: [ResultsTable.Footnote] = []
    for group in groups {
      let tables = group.finished.map(kind.table)
      let titles = self.titles(tables)
      if titles.isEmpty {
        let reason = group.finished.isEmpty ? .notRun : kind.absence
        rows.append(
          ResultsTable.Row(group.title, kind.columns.map { _ in .init(.missing(reason)) })
        )
        owners.append([group])
      }
      let first = rows.count
      for title in titles {
        let parts = tables.map { table in table?.rows.first { $0.title == title } }
        let cells = kind.columns.indices.map { column in
          cell(parts.map { $0?.cells[column] })
        }
        rows.append(ResultsTable.Row(groups.count == 1 ? title : "\(group.title): \(title)", cells))
        owners.append([group])
      }
      // A note about some rows is about the rows of the same titles here.
      notes += tables.compactMap(\.self).flatMap(\.footnotes).map { note in
        ResultsTable.Footnote(note.text, short: note.short, rows: note.rows.map { first + $0 })
      }
    }
    return ResultsTable(
      caption: kind.caption,
      rowHeading: kind.rowHeading,
      columns: kind.columns,
      rows: rows,
      footnotes: unique(notes) + (kind.footnote.map { [$0] } ?? [])
        + Footnotes.of(owners)
    )
  }

  private static func titles(_ tables: [ResultsTable?]) -> [String] {
    tables.compactMap(\.self).flatMap(\.rows).map(\.title).reduce(into: []) { titles, title in
      if !titles.contains(title) { titles.append(title) }
    }
  }

  /// Notes with equal words as one.
  private static func unique(_ notes: [ResultsTable.Footnote]) -> [ResultsTable.Footnote] {
    notes.reduce(into: []) { unique, note in
      if let index = unique.firstIndex(where: { $0.text == note.text }) {
        unique[index].rows += note.rows.filter { !unique[index].rows.contains($0) }
      } else {
        unique.append(note)
      }
    }
  }

  /// One cell of all seeds; nil for a seed whose table has no such row; not run where there is no seed.
  static func cell(_ cells: [ResultsTable.Cell?]) -> ResultsTable.Cell {
    if cells.isEmpty { return .notRun }
    let present = cells.compactMap(\.self)
    let sources = present.compactMap(\.provenance).flatMap(\.sources)
    let provenance = sources.isEmpty ? nil : Provenance(sources)
    guard present.count == cells.count, let first = present.first else {
      return .init(.missing(.notInAllRuns))
    }
    if present.allSatisfy({ $0.content == first.content }), !first.isNumber {
      return .init(
        first.content,
        published: first.published,
        provenance: provenance,
        numbers: first.numbers
      )
    }
    var values: [Double] = []
    var unit: Quantity?
    var words: [String] = []
    for cell in present {
      switch cell.content {
      case .estimate(let estimate, let quantity):
        values += estimate.values
        unit = quantity
      case .text(let text): if !words.contains(text) { words.append(text) }
      case .published, .list, .missing: return .init(.missing(.notInAllRuns))
      }
    }
    if let unit, let estimate = Estimate(values), words.isEmpty {
      return .init(.estimate(estimate, unit), published: first.published, provenance: provenance)
    }
    guard unit == nil else { return .init(.missing(.notInAllRuns)) }
    return .init(.text(words.joined(separator: " or ")), provenance: provenance)
  }
}

/// How a table's columns are laid out in a width: panels one below the other, each with the rows' titles.
struct LaTeXLayout {
  /// The space between columns, in points.
  static let gap = 6.0

  private let table: ResultsTable
  private let width: Double
  private let title: Column
  private let columns: [Column]

  /// Some panels of the table that fit on a page.
  struct Part {
    /// Each a `tabular`.
    var panels: [String]
    /// The lines of all of them, about.
    var lines: Double
  }

  /// A column's cells and the width that they are given.
  private struct Column {
    var heading: [String]
    /// Escaped, and their own widths in points.
    var cells: [(text: String, width: Double)]
    var isNumber: Bool
    /// In points.
    var width: Double
    /// Whether its words are broken into lines.
    var isBroken: Bool

    func lines(ofRow row: Int) -> Double {
      // Lines that are broken between words are not full.
      cells[row].width <= width ? 1 : (1.15 * cells[row].width / width).rounded(.up)
    }
  }

  init(_ table: ResultsTable, width: Double) {
    (self.table, self.width) = (table, width)
    let titles = table.rows.indices.map { row in
      let marks = table.marks(ofRow: row).map(String.init).joined(separator: ",")
      return (table.rows[row].title, marks)
    }
    title = Self.column(table.rowHeading, titles, isNumber: false, limit: 0.36 * width)
    columns = table.columns.enumerated().map { index, column in
      Self.column(
        column.heading,
        table.rows.map { ($0.cells[index].shortText(column.quantity), "") },
        isNumber: column.quantity != nil,
        limit: 0.3 * width
      )
    }
  }

  private static func column(
    _ heading: String,
    _ cells: [(text: String, marks: String)],
    isNumber: Bool,
    limit: Double
  ) -> Column {
    let widths = cells.map { LaTeXText.width($0.text) + 0.6 * LaTeXText.width($0.marks) }
    let widest = widths.max() ?? 0
    let isBroken = !isNumber && widest > limit
    let natural = isBroken ? limit : widest
    let lines = LaTeXText.lines(heading, width: max(natural, 24), wordLimit: limit)
    let texts = cells.map { cell in
      (isBroken ? LaTeXText.broken(cell.text) : LaTeXText.escaped(cell.text))
        + (cell.marks.isEmpty ? "" : "$^{\(cell.marks)}$")
    }
    return Column(
      heading: lines,
      cells: Array(zip(texts, widths)),
      isNumber: isNumber,
      width: max(natural, lines.map(LaTeXText.width).max() ?? 0),
      isBroken: isBroken
    )
  }

  /// The columns of each panel, as many as the width takes.
  private var panels: [[Column]] {
    var panels: [[Column]] = []
    var used = width
    for column in columns {
      if used + Self.gap + column.width > width {
        panels.append([])
        used = title.width
      }
      panels[panels.count - 1].append(column)
      used += Self.gap + column.width
    }
    return panels.isEmpty ? [[]] : panels
  }

  /// The table in parts that a page holds: whole panels, or rows of one that is too long.
  func parts(of limit: Double) -> [Part] {
    var parts: [Part] = []
    for columns in panels {
      let (title, columns) = stretched(columns)
      for rows in chunks(title, columns, limit) {
        let lines = 3 + rows.map { height(title, columns, $0) }.reduce(0, +)
        let panel = tabular(title, columns, rows)
        if let last = parts.last, last.lines + lines <= limit {
          parts[parts.count - 1].panels.append(panel)
          parts[parts.count - 1].lines += lines
        } else {
          parts.append(Part(panels: [panel], lines: lines))
        }
      }
    }
    return parts
  }

  /// Broken columns take what space is left.
  private func stretched(_ columns: [Column]) -> (title: Column, columns: [Column]) {
    var all = [title] + columns
    let used = all.map(\.width).reduce(0, +) + Self.gap * Double(columns.count)
    let broken = all.indices.filter { all[$0].isBroken }
    for index in broken {
      let natural = all[index].cells.map(\.width).max() ?? 0
      let more = max(0, width - used) / Double(broken.count)
      all[index].width = min(natural + 2, all[index].width + more)
    }
    return (all[0], Array(all.dropFirst()))
  }

  private func chunks(_ title: Column, _ columns: [Column], _ limit: Double) -> [[Int]] {
    var chunks: [[Int]] = [[]]
    var lines = 3.0
    for row in table.rows.indices {
      let height = height(title, columns, row)
      if lines + height > limit, !chunks[chunks.count - 1].isEmpty {
        chunks.append([])
        lines = 3
      }
      chunks[chunks.count - 1].append(row)
      lines += height
    }
    return chunks
  }

  private func height(_ title: Column, _ columns: [Column], _ row: Int) -> Double {
    ([title] + columns).map { $0.lines(ofRow: row) }.max() ?? 1
  }

  private func tabular(_ title: Column, _ columns: [Column], _ rows: [Int]) -> String {
    let all = [title] + columns
    let kinds = all.map { column -> String in
      guard column.isBroken else { return column.isNumber ? "r" : "l" }
      let share = Digits.fixed((column.width / width * 1000).rounded(.down) / 1000, 3)
      return ">{\\raggedright\\arraybackslash\\hspace{0pt}}p{\(share)\\linewidth}"
    }
    func line(_ cells: [String]) -> String { "    \(cells.joined(separator: " & ")) \\\\" }
    let header = all.map { column in
      let lines = column.heading.map(LaTeXText.escaped)
      guard lines.count > 1 else { return lines.joined() }
      return "\\shortstack[\(column.isNumber ? "r" : "l")]{\(lines.joined(separator: "\\\\"))}"
    }
    return
      ([
        "  \\begin{tabular}{@{}\(kinds.joined())@{}}", "    \\toprule", line(header),
        "    \\midrule",
      ]
      + rows.map { row in line(all.map { $0.cells[row].text }) }
      + ["    \\bottomrule", "  \\end{tabular}"]).joined(separator: "\n")
  }
}

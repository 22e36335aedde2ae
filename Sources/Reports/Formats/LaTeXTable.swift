/// A table for a paper; it needs the package `booktabs`, and `array` where words are broken into lines.
package enum LaTeXTable {
  package static func render(_ table: ResultsTable) -> String {
    let columns = Self.columns(table)
    let header = [table.rowHeading] + table.columns.map(\.heading)
    let body = table.rows.indices.map { row in
      let marks = table.marks(ofRow: row).map(String.init).joined(separator: ",")
      let title = escaped(table.rows[row].title) + (marks.isEmpty ? "" : "$^{\(marks)}$")
      let cells = zip(table.rows[row].cells, table.columns).map {
        escaped($0.shortText($1.quantity))
      }
      return line([title] + cells)
    }
    let notes =
      table.longTexts.map { escaped("\($0.place): \($0.texts.joined(separator: "; ")).") }
      + table.footnotes.enumerated().map { index, footnote in
        "$^{\(index + 1)}$~\(escaped(footnote.text))"
      }
      + (table.publishedSources.isEmpty
        ? [] : ["Published: \(escaped(table.publishedSources.joined(separator: "; ")))."])

    var lines = [
      "% Needs \\usepackage{\(columns.contains("p{") ? "array,booktabs" : "booktabs")}.",
      "\\begin{table}", "  \\centering",
      "  \\caption{\(escaped(table.caption))}",
    ]
    // A wide table is set small, for a page on its side.
    if table.columns.count > 7 { lines.append("  \\footnotesize\\setlength{\\tabcolsep}{3pt}") }
    lines += [
      "  \\begin{tabular}{\(columns)}", "    \\toprule",
      "    \(line(header.map(escaped)))", "    \\midrule",
    ]
    lines += body.map { "    \($0)" }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    if !notes.isEmpty {
      lines += ["", "  \\medskip", "  \\raggedright\\footnotesize"]
      lines += notes.map { "  \($0)\\par" }
    }
    lines.append("\\end{table}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Numbers are set flush right; words that need more than a short line are broken into lines.
  private static func columns(_ table: ResultsTable) -> String {
    let words =
      [table.rows.map(\.title)]
      + table.columns.indices.map { index in
        table.columns[index].quantity == nil
          ? table.rows.map { $0.cells[index].shortText(nil) } : []
      }
    // Tenths of the line, which all broken columns together may not fill.
    let widths = words.map { texts in
      let length = texts.map(\.count).max() ?? 0
      return length > 60 ? 3.0 : length > 28 ? 2.0 : 0
    }
    let scale = min(0.1, 0.8 / max(widths.reduce(0, +), 1))
    return zip(widths, [nil] + table.columns.map(\.quantity)).map { width, quantity in
      guard width > 0 else { return quantity == nil ? "l" : "r" }
      return ">{\\raggedright\\arraybackslash}p{\(Digits.fixed(width * scale, 2))\\linewidth}"
    }
    .joined()
  }

  private static func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  /// Text that LaTeX prints as it is, in any font encoding; a hyphen before a number is a minus.
  private static func escaped(_ text: String) -> String {
    let characters = Array(text.visible)
    func isMinus(_ index: Int) -> Bool {
      guard index + 1 < characters.count, characters[index + 1].isNumber else { return false }
      return index == 0 || " (".contains(characters[index - 1])
    }
    return characters.indices.reduce(into: "") { escaped, index in
      let character = characters[index]
      if character == "-", isMinus(index) {
        escaped += "\\ensuremath{-}"
      } else {
        escaped += replacements[character] ?? (character.isNewline ? " " : String(character))
      }
    }
  }

  private static let replacements: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\ensuremath{<}", ">": "\\ensuremath{>}", "|": "\\ensuremath{|}",
    "\"": "\\symbol{34}", "±": "\\ensuremath{\\pm}", "−": "\\ensuremath{-}",
    "×": "\\ensuremath{\\times}", "·": "\\ensuremath{\\cdot}", "²": "\\ensuremath{^2}",
    "≤": "\\ensuremath{\\le}", "≥": "\\ensuremath{\\ge}", "‖": "\\ensuremath{\\|}",
    "δ": "\\ensuremath{\\delta}", "Δ": "\\ensuremath{\\Delta}", "→": "\\ensuremath{\\to}",
    "§": "\\S{}", "’": "'",
    "λ": "\\ensuremath{\\lambda}", "ε": "\\ensuremath{\\varepsilon}", "–": "--", "…": "\\ldots{}",
    "\u{A0}": "~", "\u{202F}": "\\,",
  ]
}

/// Tables for a paper; they need the packages `array` and `booktabs`.
///
/// A table is as wide as one column of a paper or as its text: what does not fit beside the rows' titles
/// is continued below them, and words are broken into lines.
package enum LaTeXTable {
  /// How wide a table is.
  package enum Span: Int, CaseIterable, Sendable {
    /// A column of a page of two, `table`.
    case one = 1
    /// The whole width of the text, `table*`.
    case two

    /// The width on A4 with margins of 2.5 cm, in points.
    var width: Double { self == .one ? 222 : 455 }
    var environment: String { self == .one ? "table" : "table*" }
  }

  package static func render(
    _ table: ResultsTable,
    columns: Span = .two,
    label: String? = nil
  ) -> String {
    document([table], TableStyle(columns: columns, label: label))
  }

  /// Tables one after the other, with what they need in the preamble as a comment.
  static func document(_ tables: [ResultsTable], _ style: TableStyle) -> String {
    let labels = tables.indices.map { index in
      guard let label = style.label else { return "tab:\(tables[index].name)" }
      return tables.count == 1 ? label : "\(label)-\(tables[index].name)"
    }
    let names = Dictionary(
      zip(tables.map(\.name), labels),
      uniquingKeysWith: { first, _ in first }
    )
    let floats = tables.indices.flatMap { index in
      self.floats(tables[index], style.columns, label: labels[index], labels: names)
    }
    // LaTeX keeps few floats in its mind that it found no page for.
    let text = floats.enumerated().map { index, float in
      index > 0 && index % floatLimit == 0 ? "\\clearpage\n\(float)" : float
    }
    .joined(separator: "\n")
    let foreign = text.contains(LaTeXText.foreign) ? LaTeXText.definition + "\n" : ""
    return "% Needs \\usepackage{array,booktabs}.\n\(foreign)\(text)"
  }

  /// The lines that a float may have on a page, set small.
  private static let lineLimit = 52.0

  private static let floatLimit = 8

  private static func floats(
    _ table: ResultsTable,
    _ span: Span,
    label: String,
    labels: [String: String]
  ) -> [String] {
    let notes = self.notes(table, labels: labels)
    let parts = LaTeXLayout(table, width: span.width).parts(of: lineLimit)
    // Long notes stand behind the float, where pages can break them.
    let noteLines = notes.map { (LaTeXText.width($0) / span.width).rounded(.up) }.reduce(0, +)
    let lastLines = parts.last?.lines ?? 0
    let areInside = parts.count == 1 && lastLines + noteLines <= lineLimit
    var floats: [String] = []
    for (index, part) in parts.enumerated() {
      let caption = LaTeXText.broken(table.caption)
      var lines = ["\\begin{\(span.environment)}", "  \\centering"]
      lines +=
        index == 0
        ? ["  \\caption{\(caption)}", "  \\label{\(label)}"]
        : ["  \\addtocounter{table}{-1}", "  \\caption{\(caption) (continued)}"]
      lines.append("  \\footnotesize\\setlength{\\tabcolsep}{\(Int(LaTeXLayout.gap / 2))pt}")
      lines.append(part.panels.joined(separator: "\n\n  \\medskip\n"))
      if areInside, !notes.isEmpty { lines += ["", "  \\medskip"] + paragraphs(notes) }
      lines.append("\\end{\(span.environment)}\n")
      floats.append(lines.joined(separator: "\n"))
    }
    if !areInside, !notes.isEmpty {
      floats[floats.count - 1] += (["{"] + paragraphs(notes) + ["}\n"]).joined(separator: "\n")
    }
    return floats
  }

  private static func paragraphs(_ notes: [String]) -> [String] {
    ["  \\raggedright\\footnotesize"] + notes.map { "  \($0)\\par" }
  }

  private static func notes(_ table: ResultsTable, labels: [String: String]) -> [String] {
    let lists = table.longTexts.map {
      LaTeXText.broken("\($0.place): \($0.texts.joined(separator: "; ")).")
    }
    let own = table.ownNotes.map { "$^{\($0.number)}$~\(LaTeXText.broken($0.text))" }
    let earlier = table.earlierNotes.map { name, numbers in
      "See \(ResultsTable.naming(numbers)) of Table~\\ref{\(labels[name] ?? name)}."
    }
    let sources = table.publishedSources
    let published =
      sources.isEmpty
      ? [] : [LaTeXText.broken("Published: \(sources.joined(separator: "; ")).")]
    return lists + own + earlier + published
  }
}

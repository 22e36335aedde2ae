import Foundation
import Reports
import Testing

/// Tables as pdfLaTeX sets them: `make setup-latex` installs it, and without it these tests are skipped.
struct LaTeXTableTests {
  private static let isThere = ["/usr/bin", "/usr/local/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/pdflatex")
  }

  /// Names with every character that LaTeX reads as a command, and some that it has no letter for.
  private static var odd: ResultsTable {
    let name = "a\\b{c}$d&e#f%g_h^i~j<k>l|m\"n--o'p ?`q"
    let rows = [
      name, "[optional] row", "* starred", "Grünspecht, Žluna, Łabędź, pájaro, ß, 鳥, 🐦, Þór, «x»",
      "a-very-long-name_that/has.no:space=in+it-and-goes-on-for-more-than-a-line-of-the-column",
      String(repeating: "Donaudampfschifffahrt", count: 5), "−1 → λ ≤ 2 ± 3 × δ",
    ]
    return ResultsTable(
      caption: name + " 鳥",
      rowHeading: "row of many words in its heading",
      columns: [
        .init("a number with a long heading", .share, meaning: ""), .init(name, nil, meaning: ""),
      ],
      rows: rows.map { .init($0, [.init(.estimate(.init(0.5), .share)), .init(.text($0))]) },
      footnotes: [.init(name), .init(rows[4], rows: [0, 1])]
    )
  }

  /// Every table in a column of a page of two and over the whole text, A4 with margins of 2.5 cm.
  @Test(
    .enabled(if: isThere, "pdflatex is not there; make setup-latex installs it"),
    arguments: LaTeXTable.Span.allCases,
    ResultsTable.NoteLevel.allCases
  )
  func compilesWithoutAnOverfullBox(span: LaTeXTable.Span, notes: ResultsTable.NoteLevel) throws {
    var input = try PaperFixture.input()
    input.showsPublished = true
    var tables = try TableKind.allCases.flatMap { try $0.tables(input) }
    tables.append(try TableFixture.table())
    tables.append(Self.odd)
    let style = TableStyle(notes: notes, columns: span)
    // Together, with shared notes, and each by itself.
    let texts =
      [TableFormat.latex.render(tables, style)] + tables.map { TableFormat.latex.render($0, style) }
    for (index, text) in texts.enumerated() {
      let log = try Self.log(of: text, isTwoColumn: span == .one, name: "\(span)-\(notes)-\(index)")
      #expect(!log.contains("Overfull"), "\(span), \(notes), \(index)")
      #expect(!log.contains("\n!"), "\(span), \(notes), \(index)")
      #expect(!log.contains("too large for page"), "\(span), \(notes), \(index)")
      #expect(log.contains("Output written on"))
    }
  }

  private static func log(of text: String, isTwoColumn: Bool, name: String) throws -> String {
    let folder = try FakeRun.temporaryDirectory("latex\(name)")
    let source = """
      \\documentclass[a4paper\(isTwoColumn ? ",twocolumn" : "")]{article}
      \\usepackage[margin=2.5cm]{geometry}
      \\usepackage{array,booktabs}
      \\begin{document}
      \(text)
      \\end{document}
      """
    try Data(source.utf8).write(to: folder.appending(path: "paper.tex"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["pdflatex", "-interaction=nonstopmode", "paper.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return String(
      decoding: try Data(contentsOf: folder.appending(path: "paper.log")),
      as: UTF8.self
    )
  }

  @Test func labelsAndCaptions() throws {
    let table = try TableKind.theorem.tables(PaperFixture.input())
    let text = TableFormat.latex.render(table, TableStyle(columns: .one, label: "tab:mine"))
    #expect(text.contains("\\label{tab:mine-theorem-certificates}"))
    #expect(text.contains("\\label{tab:mine-theorem-premises}"))
    #expect(text.contains("\\begin{table}\n"))
    // A note that both tables have is under the first.
    #expect(text.contains("of Table~\\ref{tab:mine-theorem-certificates}."))
    let one = TableFormat.latex.render(table[0], TableStyle(label: "tab:mine"))
    #expect(one.contains("\\label{tab:mine}\n") && one.contains("\\begin{table*}\n"))
  }
}

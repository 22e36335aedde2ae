import Foundation
import Reports
import Testing

struct TableFormatTests {
  @Test(arguments: TableFormat.allCases)
  func rendersAsASnapshot(format: TableFormat) throws {
    let text = format.render(try TableFixture.table())
    try expectSnapshot(withoutStyle(text), "runs.\(format.rawValue)")
  }

  @Test(arguments: TableFormat.allCases.filter { $0 != .csv })
  func printsNotRun(format: TableFormat) throws {
    #expect(format.render(try TableFixture.table()).contains("not run"))
  }

  @Test func markdownLinesUp() throws {
    let text = MarkdownTable.render(try TableFixture.table())
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(lines.count == 5)
    #expect(Set(lines.map(\.count)).count == 1)
    // Bars that separate cells, not those that are escaped inside one.
    let bars = lines.map { $0.replacing("\\|", with: "").count { $0 == "|" } }
    #expect(Set(bars) == [14])
  }

  @Test func csvHasEqualRecordsAndNumbersAlone() throws {
    let text = CSVTable.render(try TableFixture.table())
    let records = parsed(text)
    #expect(records.count == 4)
    #expect(Set(records.map(\.count)).count == 1)
    #expect(Set(records[0]).count == records[0].count)
    #expect(records[2][0] == "no cluster | λ1=0 & <50% of_\"it\"")
    let final = try #require(records[0].firstIndex(of: "final (%)"))
    #expect(
      Array(records[0][final..<final + 5]) == [
        "final (%)", "final sd (%)", "final n", "final published (%)", "final published sd (%)",
      ]
    )
    #expect(Array(records[1][final..<final + 5]) == ["85.66666667", "1", "3", "86.1", "0.2"])
    #expect(Array(records[2][final..<final + 5]) == ["80.5", "", "1", "", ""])
    let numbers = records[3].dropFirst().dropLast(2)
    #expect(Set(numbers) == [""])
    #expect(text.hasSuffix("\r\n"))
  }

  /// What pandas does: a column is of numbers where every field of it is one or empty.
  @Test(arguments: TableKind.allCases)
  func csvHasColumnsOfNumbersOrOfWords(kind: TableKind) throws {
    for table in try kind.dataTables(PaperFixture.input()) {
      let records = parsed(CSVTable.render(table))
      let words = [table.rowHeading] + table.columns.filter { $0.quantity == nil }.map(\.heading)
      for (index, heading) in records[0].enumerated() where !words.contains(heading) {
        for field in records.dropFirst().map({ $0[index] }) {
          #expect(field.isEmpty || Double(field) != nil, "\(kind), \(heading): \(field)")
        }
      }
      #expect(!records.joined().contains { $0 == "not run" || $0.contains("±") })
    }
  }

  @Test func csvTellsTheNumbersInWordsApart() throws {
    let table = try TableKind.ablation.tables(PaperFixture.input())[0]
    let records = parsed(CSVTable.render(table))
    func field(_ heading: String, _ row: Int) throws -> String {
      records[row + 1][try #require(records[0].firstIndex(of: heading))]
    }
    #expect(try field("95 % interval low (points)", 1) == "1.1")
    #expect(try field("95 % interval high (points)", 1) == "5.2")
    #expect(try field("McNemar p seed 1", 1) == "0.0002")
    #expect(try field("95 % interval low (points)", 0) == "")
    #expect(try field("seeds finished", 1) == "2")
    #expect(try field("seeds declared", 1) == "3")
  }

  private func table(titled title: String, saying text: String) -> ResultsTable {
    ResultsTable(
      caption: "names",
      rowHeading: "run",
      columns: [ResultsTable.Column("says", nil, meaning: "what it says")],
      rows: [ResultsTable.Row(title, [ResultsTable.Cell(.text(text))])]
    )
  }

  @Test func csvHasNoFormulas() {
    for text in ["=1+1", "+a", "-b", "@sum", "\tx", "=HYPERLINK(\"x\", 1)", "-1-2"] {
      #expect(
        parsed(CSVTable.render(table(titled: text, saying: text)))[1] == ["'\(text)", "'\(text)"]
      )
    }
    for text in ["-1", "-0.25", "+3.5", "-1.5e-07", "-2.5 %", "a=1", "one run"] {
      #expect(parsed(CSVTable.render(table(titled: text, saying: text)))[1] == [text, text])
    }
  }

  @Test(arguments: TableFormat.allCases)
  func charactersThatControlWritingAreWrittenOut(format: TableFormat) {
    let controls = [
      "\u{202E}", "\u{2066}", "\u{200F}", "\u{61C}", "\u{1B}", "\u{9B}", "\u{7F}", "\r",
    ]
    for control in controls {
      let name = "left\(control)right"
      let text = format.render(table(titled: name, saying: name)).replacing("\r\n", with: "\n")
      #expect(
        !text.unicodeScalars.contains(Array(control.unicodeScalars)[0]),
        "\(name.debugDescription)"
      )
      #expect(!text.contains("leftright"))
    }
    let text = JSONTable.render(table(titled: "a\u{202E}b", saying: "c"))
    let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let rows = json?["rows"] as? [[String: Any]]
    #expect(rows?.first?["title"] as? String == "a\u{202E}b")
  }

  /// Reads RFC 4180, written apart from the renderer.
  private func parsed(_ text: String) -> [[String]] {
    var records: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    var bytes = Array(text.unicodeScalars)[...]
    while let scalar = bytes.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where bytes.first == "\"":
        bytes.removeFirst()
        field += "\""
      case ("\"", _): isQuoted.toggle()
      case (",", false):
        records[records.count - 1].append(field)
        field = ""
      case ("\r", false):
        bytes.removeFirst()
        records[records.count - 1].append(field)
        field = ""
        records.append([])
      default: field.unicodeScalars.append(scalar)
      }
    }
    return records.filter { !$0.isEmpty }
  }

  @Test func latexLeavesNoActiveCharacterOfAText() {
    let text = LaTeXTable.render(
      ResultsTable(
        caption: "a\\b{c}$d&e#f%g_h^i~j<k>l|m\"n",
        rowHeading: "r",
        columns: [.init("c", nil, meaning: "m")],
        rows: [.init("x", [.notRun])]
      )
    )
    #expect(
      text.replacing("\\allowbreak{}", with: "").contains(
        ##"\caption{a\textbackslash{}b\{c\}\$d\&e\#f\%g\_h\textasciicircum{}i\textasciitilde{}j"##
          + #"\ensuremath{<}k\ensuremath{>}l\ensuremath{|}m\symbol{34}n}"#
      )
    )
  }

  @Test func htmlIsWellFormedAndSaysWhereEachNumberComesFrom() throws {
    let table = try TableFixture.table()
    let html = TableFormat.html.render(table)
    let checker = MarkupChecker(html)
    #expect(checker.problems == [])
    #expect(checker.elements["caption"] == 1)
    #expect(html.contains("scope=\"row\"") && html.contains("scope=\"col\""))
    let numbers = table.rows.flatMap(\.cells).filter(\.isNumber)
    let fragment = HTMLTable.fragment(table).source
    let tooltips = fragment.components(separatedBy: "<td class=\"number\" title=\"").count - 1
    #expect(tooltips == numbers.count)
    #expect(fragment.contains("checkpoint \(FakeRun.digest("cycle-3/last-layer1").prefix(12))"))
    #expect(fragment.contains("seed 3"))
  }

  @Test func jsonGivesEveryNumberItsProvenance() throws {
    struct Document: Decodable {
      struct Row: Decodable { var cells: [Cell] }
      struct Cell: Decodable {
        var column: String
        var state: String
        var mean: Double?
        var standardDeviation: Double?
        var values: [Double]?
        var provenance: Provenance?
      }
      var rows: [Row]
    }
    let json = TableFormat.json.render(try TableFixture.table())
    let document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
    let estimates = document.rows.flatMap(\.cells).filter { $0.state == "estimate" }
    #expect(!estimates.isEmpty)
    for cell in estimates { #expect(cell.provenance?.sources.count == cell.values?.count) }
    let final = try #require(document.rows[0].cells.first { $0.column == "final" })
    #expect(abs(try #require(final.mean) - 85.666_666_666_666) < 1e-9)
    #expect(abs(try #require(final.standardDeviation) - 1) < 1e-9)
    #expect(final.provenance?.sources.map(\.seed) == [1, 2, 3])
    #expect(document.rows[2].cells.dropLast().allSatisfy { $0.state == "not run" })
  }
}

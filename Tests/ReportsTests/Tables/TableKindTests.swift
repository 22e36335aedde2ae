import Experiments
import Foundation
import Reports
import Testing

struct TableKindTests {
  @Test(arguments: TableKind.allCases)
  func rendersAsASnapshot(kind: TableKind) throws {
    var input = try PaperFixture.input()
    input.showsPublished = true
    let text = TableFormat.markdown.render(try kind.tables(input))
    try expectSnapshot(text, "kind-\(kind.rawValue).md")
  }

  /// Every kind and format, of nothing that was run: no cell is blank, and all say so.
  @Test(arguments: TableKind.allCases, TableFormat.allCases)
  func saysNotRunWhereThereIsNoRun(kind: TableKind, format: TableFormat) throws {
    let input = try TableInput([RunSet(name: "later", runs: [], expectedSeeds: [1, 2])])
    let tables = try kind.tables(input)
    for cell in tables.flatMap(\.rows).flatMap(\.cells) { #expect(!cell.ownText.isEmpty) }
    guard format.holdsSeveral else {
      // Data have no words for what is not there.
      return #expect(tables.allSatisfy { !format.render($0).contains("not run") })
    }
    let text = format.render(tables)
    #expect(text.contains("not run"))
    if format == .html { #expect(MarkupChecker(text).problems == []) }
  }

  @Test func severalTablesAreOneDocument() throws {
    let tables = try TableKind.table1.tables(PaperFixture.input())
    #expect(tables.count == 2)
    let html = TableFormat.html.render(tables)
    #expect(MarkupChecker(html).problems == [])
    #expect(MarkupChecker(html).elements["table"] == 2)
    let json = try JSONSerialization.jsonObject(with: Data(TableFormat.json.render(tables).utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["schema"] as? String == "protopnet-tables/1")
    #expect((document["tables"] as? [Any])?.count == 2)
    #expect(tables.map(\.name) == ["table-1-backbones", "table-1-models"])
  }

  @Test func baselinesStandBesideTheirProtoPNets() throws {
    var input = try PaperFixture.input()
    input.showsPublished = true
    let table = try TableKind.table1.tables(input)[0]
    #expect(table.rows.map(\.title) == ["vgg16", "resnet34", "backbone: vgg19"])
    #expect(
      table.rows[0].cells.map(\.ownText) == [
        "81.0 ± 1.0", "79.0 ± 0.7", "+2.0 ± 0.3", "+0.4 to +3.8", "<0.001, 0.043, 0.043",
        "3 of 3; 3 of 3",
      ]
    )
    #expect(table.rows[1].cells[2].text(.points) == "-5.5 ± 0.7 (published -3.1)")
    #expect(table.rows[2].cells[0].text(.share) == "not run")
    let sources = try #require(table.rows[0].cells[2].provenance).sources
    #expect(sources.count == 6)
    #expect(Set(sources.map(\.seed)) == [1, 2, 3])
  }

  @Test func runsByThemselvesArePairedByTheirBackbone() throws {
    let runs = [
      PaperFixture.record("vgg16", seed: 1, correct: 480, isBaseline: true),
      PaperFixture.record("vgg16", seed: 1, correct: 470),
    ]
    let input = try TableInput(runs.map { RunSet(name: $0.experiment, runs: [FakeRun.run($0)]) })
    #expect(try TableKind.table1.comparedPairs(input) == [.init(first: 0, second: 1)])
    let table = try TableKind.table1.tables(input)[0]
    #expect(table.rows.map(\.title) == ["vgg16"])
  }

  @Test func ablationsAreBesideTheirFirstRow() throws {
    let input = try PaperFixture.input()
    #expect(try TableKind.ablation.comparedPairs(input).map(\.second) == [1, 2, 3, 4])
    let table = try TableKind.ablation.tables(input)[0]
    #expect(table.rows[0].cells[1].ownText == "reference")
    #expect(
      table.rows[1].cells[1...3].map(\.ownText) == [
        "+3.2 ± 0.2", "+1.1 to +5.2", "<0.001, 0.043",
      ]
    )
    #expect(table.rows[3].cells[2].ownText == "no predictions kept")
    #expect(table.rows[4].cells[3].ownText == "other test images")
    #expect(table.rows[3].cells[4].ownText == "–")
  }

  /// The fixture's pictures are of ToyBirds, and the paper's are of CUB-200-2011 and Stanford Cars.
  @Test(arguments: TableKind.allCases)
  func publishedFiguresStandBesideTheirOwnDataOnly(kind: TableKind) throws {
    let input = try PaperFixture.input()
    for table in try kind.tables(input) {
      #expect(table.publishedSources == [])
      let text = TableFormat.markdown.render(table)
      // The largest loss of the paper's Table 1 is a threshold in the notes, not a figure beside ours.
      let body = text.split(separator: "\n").filter { $0.hasPrefix("|") }.joined()
      for published in ["published", "84.8", "76.1", "ResNet-152", "Lin et al."] {
        #expect(!body.contains(published), "\(kind): \(published)")
      }
    }
  }
}

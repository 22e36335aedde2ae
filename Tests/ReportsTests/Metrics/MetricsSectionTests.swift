import Experiments
import Foundation
import Recipe
import Reports
import Testing

/// Cards and badges on pages, in tables and as text.
struct MetricsSectionTests {
  private static let metrics = StageRecord.PrototypeMetrics(
    cards: [
      MetricCard(
        id: .partHits,
        split: "test",
        imageSize: 64,
        imageCount: 600,
        prototypeCount: 7,
        parameters: ["threshold": 0.8, "seed": 1, "reach": 10, "draws": 3],
        values: ["consistency": 0.75, "meanHitShare": 0.9],
        undefined: [.init(what: "prototypes", count: 1, reason: "no picture of their class")]
      ),
      MetricCard(
        id: .saliency,
        split: "test",
        imageSize: 64,
        imageCount: 0,
        prototypeCount: 0,
        needs: "needs object masks <here>"
      ),
    ],
    prototypes: (0..<8).map { index in
      .init(
        imageCount: index == 7 ? 0 : 5,
        part: index < 4 ? "beak" : nil,
        partShare: index < 4 ? 0.94 : nil,
        backgroundShare: index < 4 ? 0.06 : 0.9,
        purity: nil,
        purityPart: nil,
        duplicateOf: index == 3 ? 2 : nil
      )
    }
  )

  private func record(measured: Bool = true) -> RunRecord {
    var record = FakeRun.record(cycles: 1, prototypesPerClass: 2)
    if measured { record.stages[record.stages.count - 1].prototypeMetrics = Self.metrics }
    return record
  }

  private func page(_ record: RunRecord, name: String = #function) throws -> String {
    let directory = try FakeRun.temporaryDirectory(name).appending(path: record.runID)
    try FakeRun.write(record, metrics: "", to: directory)
    let file = try RunReport.write(run: LoadedRun(directory: directory))
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  @Test func thePageHasALineForEachCardAndBadges() throws {
    let html = try page(record())
    #expect(MarkupChecker(html).problems == [])
    #expect(html.contains("consistency <b>75.0 %</b>"))
    #expect(html.contains("<code>huang-2023/1</code>"))
    #expect(html.contains("undefined: needs object masks &lt;here&gt;"))
    // The definition's parameters stand in its text.
    #expect(html.contains("in at least 0.8 of the pictures showing it"))
    #expect(html.contains("undefined: 1 prototypes (no picture of their class)"))
    #expect(html.contains("Of 8 prototypes, 4 on beak, 3 on the background."))
    #expect(html.contains("sits on: beak, 94 %"))
    #expect(html.contains("background, 90 %") && html.contains("duplicate of 2"))
    #expect(html.contains("no picture of its class"))
    #expect(html.contains("href=\"#metrics\""))
  }

  @Test func aRunThatWasNotMeasuredHasNoSection() throws {
    let html = try page(record(measured: false))
    #expect(!html.contains("id=\"metrics\"") && !html.contains("sits on"))
  }

  @Test func badgesOfPrunedNetworksNameTheProjectionsPrototypes() throws {
    var record = record()
    let last = record.stages.count - 1
    record.stages[last].prototypeMetrics?.prototypes.removeFirst()
    record.stages[last].prototypeMetrics?.prototypes[2].duplicateOf = 1
    record.stages[last].pruning = StageRecord.Pruning(
      nearest: 6,
      threshold: 3,
      prototypeCountBefore: 8,
      kept: Array(1..<8),
      keptPerClass: [1, 2, 2, 2],
      correctCountBefore: nil
    )
    #expect(try page(record).contains("duplicate of 2"))
  }

  @Test func tablesSayWhatIsUndefinedAndWhatWasNotRun() throws {
    let directory = try FakeRun.temporaryDirectory(#function).appending(path: "run")
    try FakeRun.write(record(), metrics: "", to: directory)
    let set = RunSet(
      name: "birds",
      runs: [try LoadedRun(directory: directory)],
      expectedSeeds: [1]
    )
    let tables = try TableKind.interpretability.tables(TableInput([set]))
    #expect(tables.count == 4)
    let columns = tables[0].columns.map(\.title)
    func cell(_ table: Int, _ column: String) -> String? {
      tables[table].columns.firstIndex { $0.title == column }.map {
        tables[table].rows[0].cells[$0].ownText
      }
    }
    #expect(columns.first == "consistency" && cell(0, "consistency") == "75.0")
    #expect(cell(0, "stability") == "undefined" && cell(0, "purity") == "not run")
    #expect(cell(1, "CH") == "undefined" && cell(3, "CSDC") == "not run")
    let source = try #require(tables[0].rows[0].cells[0].provenance?.sources.first)
    #expect(source.field.hasSuffix("prototypeMetrics.cards[0].values.consistency"))
    #expect(source.split == "test")
  }

  @Test func textAndCSVSayAll() {
    let lines = MetricsText.lines(Self.metrics)
    #expect(lines[0] == "huang-2023/1  Consistency and stability")
    #expect(lines.contains("  consistency          75.0 %"))
    #expect(lines.contains("  stability            undefined: no picture of their class"))
    #expect(lines.contains("  undefined: needs object masks <here>"))
    #expect(lines.contains { $0.hasPrefix("  upsampling: bicubic, a = −0.75") })
    #expect(lines.contains("  3  sits on: beak, 94 %; duplicate of 2"))
    let csv = MetricsText.csv([("a,b", Self.metrics)]).components(separatedBy: "\r\n")
    #expect(csv[0] == "checkpoint,card,value,label,number,split,images,prototypes,reason")
    #expect(csv[1] == "\"a,b\",huang-2023/1,consistency,consistency,0.75,test,600,7,")
    #expect(csv[2].contains(",stability,stability,,test,"))
    #expect(csv.count == 1 + 3 + 3 + 1)
  }

  @Test(arguments: PrototypeCard.allCases)
  func everyCardIsDefinedAndFoundByItsName(card: PrototypeCard) {
    let definition = MetricDefinition.of(card)
    #expect(!definition.text.isEmpty && !definition.values.isEmpty)
    #expect(Set(definition.values.map(\.key)).count == definition.values.count)
    #expect(PrototypeCard(named: card.name) == card && PrototypeCard(named: card.rawValue) == card)
    #expect(PrototypeCard(named: "none") == nil)
  }
}

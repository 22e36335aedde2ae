import Experiments
import Foundation
import Recipe
import Reports
import Testing

/// What tables and pages say of networks whose logits are no numbers: words, never a quiet number.
struct NotNumbersTests {
  private static let record: RunRecord = {
    var record = FakeRun.record(experiment: "diverged")
    let last = record.stages.count - 1
    let evaluation = record.stages[last].evaluation
    record.stages[last].evaluation = StageRecord.Evaluation(
      split: "test",
      imageCount: evaluation.imageCount,
      correctCount: 7,
      notNumberCount: 3,
      costs: evaluation.costs.mapValues { _ in .nan }
    )
    record.warnings = [
      "last: 3 of 600 test pictures have logits that are no numbers; they count as wrong"
    ]
    return record
  }()

  @Test func aRecordKeepsTheirCount() throws {
    let stage = try #require(Self.record.stages.last)
    let data = try JSONEncoder().encode(stage)
    let read = try JSONDecoder().decode(StageRecord.self, from: data)
    #expect(read == stage && read.evaluation.notNumberCount == 3 && read.evaluation.costs.isEmpty)
    // Records without any are as they were.
    let plain = try JSONEncoder().encode(try #require(FakeRun.record().stages.last))
    #expect(!String(decoding: plain, as: UTF8.self).contains("notNumberCount"))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        StageRecord.Evaluation.self,
        from: Data(#"{"split": "test", "imageCount": 9, "correctCount": 1}"#.utf8)
      )
    }
  }

  @Test func theTableOfRunsHasWords() throws {
    let table = try TableFixture.table([RunSet(name: "diverged", runs: [FakeRun.run(Self.record)])])
    func text(_ column: String) throws -> String {
      let index = try #require(table.columns.firstIndex { $0.title == column })
      return table.rows[0].cells[index].ownText
    }
    for column in ["final", "cross entropy", "cluster", "separation"] {
      #expect(try text(column) == "NaN")
    }
    #expect(try Double(text("warm-up")) != nil)
    #expect(
      table.footnotes.contains {
        $0.text.contains("3 of 600 test pictures have logits that are no numbers")
      }
    )
  }

  @Test func theTableOfStagesHasCounts() throws {
    let table = StageTable.table(FakeRun.run(Self.record))
    let texts = try #require(table.rows.last).cells.map(\.ownText)
    #expect(texts.contains("NaN in 3 of 600") && texts.count { $0 == "NaN" } == 3)
  }

  @Test func thePageSaysIt() throws {
    let folder = try FakeRun.temporaryDirectory()
    let page = RunReport.page(run: FakeRun.run(Self.record), in: folder).source
    #expect(
      page.contains("3 of 600 pictures have logits that are no numbers and count as wrong")
    )
  }
}

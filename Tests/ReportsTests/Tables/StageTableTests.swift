import Experiments
import Reports
import Testing

struct StageTableTests {
  @Test func hasARowForEachStage() throws {
    let record = FakeRun.record()
    let table = StageTable.table(FakeRun.run(record))
    #expect(table.rows.map(\.title) == record.stages.map(\.name))
    #expect(table.rows[0].cells[0].ownText == "150")
    #expect(table.rows[2].cells[1].ownText == "no training")
    let accuracy = try #require(table.rows[2].cells.last?.provenance?.sources.first)
    #expect(accuracy.field == "stages[2].evaluation.correctCount / imageCount")
    #expect(accuracy.value == record.stages[2].evaluation.accuracy)
    #expect(
      table.rows[1].cells[1].provenance?.sources.first?.field == "stages[1].passes[7].crossEntropy"
    )
    #expect(table.marks(ofRow: 3) == [2])
  }

  @Test func saysThatARunIsUnfinished() {
    var record = FakeRun.record()
    record.isComplete = false
    let notes = StageTable.table(FakeRun.run(record)).footnotes.map(\.text)
    #expect(notes.contains { $0.contains("unfinished") })
  }

  @Test func listsTheProjections() {
    let table = StageTable.projections(FakeRun.run(FakeRun.record()))
    #expect(table.rows.map(\.title) == (1...3).map { "cycle-\($0)/projection" })
    #expect(table.rows[1].cells.map(\.ownText) == ["0.105", "0.025", "4", "84.0"])
  }

  @Test func rendersAsASnapshot() throws {
    let table = StageTable.table(FakeRun.run(FakeRun.record(cycles: 1)))
    try expectSnapshot(MarkdownTable.render(table), "stages.md")
  }
}

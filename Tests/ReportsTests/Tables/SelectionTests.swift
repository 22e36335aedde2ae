import Experiments
import Recipe
import Reports
import Testing

struct SelectionTests {
  /// A finished run of three cycles with a number of correct validation images after each stage.
  private func record(
    _ experiment: String = "toy-birds",
    selection: Selection?,
    validation: [Int] = [90, 99, 50, 60, 99, 55, 60, 99, 52, 58]
  ) -> RunRecord {
    var record = FakeRun.record(experiment: experiment)
    record.selection = selection
    for (index, count) in zip(record.stages.indices, validation) {
      record.stages[index].validation = .init(
        split: "validation",
        imageCount: 100,
        correctCount: count,
        costs: [.crossEntropy: 1, .cluster: 1, .separation: 1]
      )
    }
    return record
  }

  private func table(_ records: [RunRecord]) throws -> ResultsTable {
    try TableFixture.table(records.map { .init(name: $0.experiment, runs: [FakeRun.run($0)]) })
  }

  private func final(_ table: ResultsTable, _ row: Int) throws -> ResultsTable.Cell {
    let column = try #require(table.columns.firstIndex { $0.title == "final" })
    return table.rows[row].cells[column]
  }

  @Test func reportsTheBestProjectedStageAndTheEarliestOfEquals() {
    let stages = record(selection: nil).stages.map(\.name)
    #expect(
      stages.prefix(4) == ["warm-up", "cycle-1/joint", "cycle-1/projection", "cycle-1/last-layer"]
    )
    // The joint stages are better, but their prototypes are no patches; cycles 1 and 2 end equal.
    #expect(record(selection: .validation).reportedStage == 3)
    #expect(record(selection: nil).reportedStage == 9)
    var unprojected = record(selection: .validation)
    for index in unprojected.stages.indices { unprojected.stages[index].projection = nil }
    #expect(unprojected.reportedStage == 1)
    unprojected.stages = []
    #expect(unprojected.reportedStage == nil)
  }

  @Test func choosesOnTestImagesOnlyWhereTheRunSaysSo() {
    var record = record(selection: .test)
    for index in record.stages.indices { record.stages[index].evaluation.correctCount = 100 }
    record.stages[5].evaluation.correctCount = 101
    #expect(record.reportedStage == 5)
    record.selection = .validation
    #expect(record.reportedStage == 3)
  }

  @Test func theFinalFigureIsOfTheReportedStage() throws {
    let record = record(selection: .validation)
    let cell = try final(table([record]), 0)
    let source = try #require(cell.provenance?.sources.first)
    #expect(source.stage == "cycle-1/last-layer")
    #expect(source.split == "test")
    #expect(source.value == record.stages[3].evaluation.accuracy)
  }

  @Test func footnotesSayWhatWasChosenOnWhat() throws {
    let table = try table([
      record("a", selection: nil), record("b", selection: .validation),
      record("c", selection: .test),
    ])
    func notes(_ row: Int) -> [String] {
      table.marks(ofRow: row).map { table.footnotes[$0 - 1].text }
    }
    #expect(notes(0).contains { $0.hasSuffix("nothing was chosen on the test split.") })
    #expect(notes(1).contains { $0.hasPrefix("Chosen on the validation split") })
    #expect(notes(2).contains { $0.hasPrefix("Chosen on the test split") })
    #expect(!notes(2).contains { $0.contains("nothing was chosen") })
  }

  @Test func theStageTableShowsValidationAndTheChoice() throws {
    let table = StageTable.table(FakeRun.run(record(selection: .validation)))
    let column = try #require(table.columns.firstIndex { $0.title == "validation accuracy" })
    #expect(table.rows[1].cells[column].ownText == "99.0")
    #expect(table.marks(ofRow: 3).contains { table.footnotes[$0 - 1].text.hasPrefix("Chosen") })
    let without = StageTable.table(FakeRun.run(FakeRun.record()))
    #expect(!without.columns.contains { $0.title == "validation accuracy" })
  }
}

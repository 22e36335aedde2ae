import Experiments
import Foundation
import Recipe
import Reports
import Testing

struct RunTableTests {
  private func cell(
    _ table: ResultsTable,
    row: Int,
    _ column: String
  ) throws -> ResultsTable.Cell {
    let index = try #require(table.columns.firstIndex { $0.title == column })
    return table.rows[row].cells[index]
  }

  @Test func takesMeanAndDeviationOverSeeds() throws {
    let table = try TableFixture.table()
    // 508, 514, 520 of 600: mean 514/600 = 85.67 %, deviation 6/600 = 1 point.
    let final = try cell(table, row: 0, "final")
    #expect(final.ownText == "85.7 ± 1.0")
    #expect(final.text(.share) == "85.7 ± 1.0 (published 86.1 ± 0.2)")
    #expect(try cell(table, row: 0, "seeds").ownText == "3 of 3")
    #expect(try cell(table, row: 0, "prototypes").ownText == "48")
  }

  @Test func countsOnlyFinishedRuns() throws {
    let table = try TableFixture.table()
    #expect(try cell(table, row: 1, "final").ownText == "80.5")
    #expect(try cell(table, row: 1, "seeds").ownText == "1 of 3")
    let notes = table.marks(ofRow: 1).map { table.footnotes[$0 - 1].text }
    #expect(notes.contains("Not run: seed 3."))
    #expect(notes.contains("Unfinished and left out: seed 2, stands after cycle-3/joint."))
  }

  @Test func anExperimentThatWasNeverRunSaysSoInEveryCell() throws {
    let table = try TableFixture.table()
    for cell in table.rows[2].cells.dropLast() { #expect(cell == .notRun) }
    #expect(table.rows[2].cells.last?.ownText == "0 of 3")
  }

  @Test func noCellIsBlankAndEveryNumberKnowsItsRuns() throws {
    let table = try TableFixture.table()
    for (row, runs) in zip(table.rows, [3, 1, 0]) {
      for cell in row.cells {
        #expect(!cell.ownText.isEmpty)
        guard case .estimate(let estimate, _) = cell.content else { continue }
        let sources = try #require(cell.provenance).sources
        #expect(sources.count == runs)
        #expect(sources.map(\.value) == estimate.values)
        for source in sources {
          #expect(source.experimentDigest.count == 64)
          #expect(source.field == "network.prototypeCount" || source.checkpointDigest?.count == 64)
        }
      }
    }
  }

  @Test func provenanceNamesTheLastStageOfItsKind() throws {
    let table = try TableFixture.table()
    let joint = try #require(try cell(table, row: 0, "joint").provenance?.sources.first)
    #expect(joint.stage == "cycle-3/joint")
    #expect(joint.field == "stages[7].evaluation.correctCount / imageCount")
    #expect(joint.split == "test")
    #expect(joint.checkpoint == "checkpoints/cycle-3-joint.h5")
  }

  @Test func saysWhyANumberIsAbsent() throws {
    let table = try TableFixture.table()
    #expect(try cell(table, row: 1, "on object").ownText == "no masks")

    var record = FakeRun.record(cycles: 0)
    record.stages[0].id = Stage.ID(.joint)
    let other = try TableFixture.table([.init(name: "a", runs: [FakeRun.run(record)])])
    #expect(try cell(other, row: 0, "warm-up").ownText == "not in schedule")
    #expect(try cell(other, row: 0, "duplicates").ownText == "not in schedule")
  }

  @Test func runsOfDifferentFilesAreNotAveraged() throws {
    let first = FakeRun.record(seed: 1)
    var second = FakeRun.record(seed: 2)
    second.experimentDigest = FakeRun.digest("another")
    let runs = [first, second].map { FakeRun.run($0) }
    let table = try TableFixture.table([.init(name: "a", runs: runs)])
    #expect(
      table.rows.map(\.title) == [
        "a (\(first.experimentDigest.prefix(8)))", "a (\(second.experimentDigest.prefix(8)))",
      ]
    )
  }

  @Test func aRunThatIsNamedTwiceCountsOnce() throws {
    let runs = [FakeRun.run(FakeRun.record()), FakeRun.run(FakeRun.record())]
    let table = try TableFixture.table([.init(name: "a", runs: runs)])
    #expect(try cell(table, row: 0, "seeds").ownText == "1")
  }

  @Test func runsOfOneSeedThatDifferAreAnError() {
    var other = FakeRun.record()
    other.stages[0].evaluation.correctCount += 1
    let runs = [FakeRun.run(FakeRun.record()), FakeRun.run(other)]
    #expect(throws: ReportError.self) {
      try TableFixture.table([.init(name: "a", runs: runs)])
    }
  }

  @Test func warnsWhereSeedsAreNotComparable() throws {
    let first = FakeRun.record(seed: 1)
    var second = FakeRun.record(seed: 2)
    second.environment.threads = 16
    second.data.splits[2].digest = FakeRun.digest("other pictures")
    second.stages[0].evaluation.split = "validation"
    let runs = [first, second, FakeRun.record(seed: 9)].map { FakeRun.run($0) }
    let table = try TableFixture.table([.init(name: "a", runs: runs, expectedSeeds: [1, 2])])
    let text = table.footnotes.map(\.text).joined(separator: "\n")
    #expect(text.contains("different programs or on different machines"))
    #expect(text.contains("did not read the same images"))
    #expect(text.contains("split 'validation'"))
    #expect(text.contains("does not declare it: seed 9"))
    #expect(text.contains("nothing was chosen on the test split"))
  }
}

import Experiments
import Foundation
import Recipe
import Reports
import Testing

/// What tables and pages say of a model without prototypes.
struct BaselineRunTests {
  private static let record: RunRecord = {
    var record = FakeRun.record(experiment: "baseline", cycles: 2)
    record.model = .baseline
    record.network.prototypeCount = 0
    record.stages.removeAll { $0.name.hasSuffix("projection") || $0.name.hasSuffix("last-layer") }
    for stage in record.stages.indices {
      let evaluation = record.stages[stage].evaluation
      record.stages[stage].evaluation.costs = [.crossEntropy: evaluation.crossEntropy]
      for pass in record.stages[stage].passes.indices {
        let costs = record.stages[stage].passes[pass].costs
        record.stages[stage].passes[pass].costs = Costs(
          [.crossEntropy: costs.crossEntropy],
          total: costs.total
        )
      }
    }
    return record
  }()

  @Test func aTableHasDashesForPrototypes() throws {
    let table = try TableFixture.table([
      RunSet(name: "Table 1", runs: [FakeRun.run(Self.record)]),
      RunSet(name: "ProtoPNet", runs: [FakeRun.run(FakeRun.record())]),
    ])
    func text(_ row: Int, _ column: String) throws -> String {
      let index = try #require(table.columns.firstIndex { $0.title == column })
      return table.rows[row].cells[index].ownText
    }
    #expect(table.rows.map(\.title) == ["Table 1, baseline", "ProtoPNet"])
    for column in ["prototypes", "projection", "cluster", "separation", "on object", "duplicates"] {
      #expect(try text(0, column) == "–")
      #expect(try text(1, column) != "–")
    }
    for column in ["warm-up", "joint", "final", "cross entropy"] {
      #expect(try Double(text(0, column)) != nil)
    }
  }

  @Test func stagesHaveDashesForCostsOfPrototypes() {
    let table = StageTable.table(FakeRun.run(Self.record))
    let dashes = table.columns.indices.filter { table.rows[1].cells[$0].ownText == "–" }
    #expect(dashes.map { table.columns[$0].title } == ["cluster", "separation"])
  }

  @Test func aPageLeavesOutPrototypes() throws {
    let folder = try FakeRun.temporaryDirectory()
    let page = RunReport.page(run: FakeRun.run(Self.record), in: folder).source
    #expect(page.contains("· baseline ·"))
    #expect(page.contains("linear layer for 4 classes"))
    #expect(!page.contains("id=\"prototypes\"") && !page.contains("#prototypes"))
    #expect(!page.contains("Cluster and separation"))
    #expect(page.contains("<dt>prototypes</dt><dd>–</dd>"))
    #expect(MarkupChecker(page).problems == [])
  }

  /// Costs of prototypes that are there are read as before, and those that are not stay away.
  @Test func recordsOfBothModelsAreRead() throws {
    for record in [Self.record, FakeRun.record()] {
      let data = try JSONEncoder().encode(record)
      #expect(try JSONDecoder().decode(RunRecord.self, from: data) == record)
      #expect(String(decoding: data, as: UTF8.self).contains("\"cluster\"") == record.hasPrototypes)
    }
  }
}

import Experiments
import Foundation
import Reports
import Testing

struct ExperimentReportTests {
  @Test func showsTheTablesThatHaveSomethingToSay() throws {
    let kinds = ExperimentReport.kinds(try PaperFixture.input())
    #expect(
      kinds == [.results, .table1, .ablation, .pruning, .ensemble, .theorem, .lastLayer, .claims]
    )
    let plain = try TableInput([RunSet(name: "a", runs: [FakeRun.run(FakeRun.record())])])
    #expect(ExperimentReport.kinds(plain) == [.results, .claims])
  }

  @Test func isWellFormedAndLeadsToItsRuns() throws {
    let input = try PaperFixture.input()
    let runs = input.finishedRuns.joined().map { run in
      ExperimentReport.RunLink(run: run, address: "../\(run.record.runID)/report/index.html")
    }
    let page = try ExperimentReport.page(name: "table-1 & more", input, runs: runs)
    let checker = MarkupChecker(page.source)
    #expect(checker.problems == [])
    for link in checker.links where link.hasPrefix("#") {
      #expect(checker.identifiers.contains(String(link.dropFirst())))
    }
    #expect(checker.links.count { $0.hasSuffix("/report/index.html") } == runs.count)
    let folder = try FakeRun.temporaryDirectory()
    let file = try ExperimentReport.write(name: "table-1", input, runs: runs, to: folder)
    #expect(FileManager.default.fileExists(atPath: file.path))
  }
}

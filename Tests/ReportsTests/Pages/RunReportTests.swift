import Experiments
import Foundation
import Recipe
import Reports
import Testing

struct RunReportTests {
  private func written(
    _ record: RunRecord,
    metrics: String = "",
    to output: String? = nil,
    name: String = #function
  ) throws -> (file: URL, html: String, run: URL) {
    let root = try FakeRun.temporaryDirectory(name)
    let directory = root.appending(path: "results/a b/\(record.runID)")
    try FakeRun.write(record, metrics: metrics, to: directory)
    let run = try LoadedRun(directory: directory)
    let file = try RunReport.write(run: run, to: output.map { root.appending(path: $0) })
    return (file, String(decoding: try Data(contentsOf: file), as: UTF8.self), directory)
  }

  @Test func writesAWellFormedPageWithWorkingLinks() throws {
    let (file, html, run) = try written(FakeRun.record())
    #expect(file.path == run.appending(path: "report/index.html").path)
    let checker = MarkupChecker(html)
    #expect(checker.problems == [])
    #expect(checker.imagesWithoutText == 0)
    #expect(checker.elements["img"] == 3 * 48)
    #expect(checker.elements["h1"] == 1)
    #expect(checker.elements["script"] == nil && checker.elements["link"] == nil)
    for link in checker.links {
      if link.hasPrefix("#") {
        #expect(checker.identifiers.contains(String(link.dropFirst())))
      } else {
        #expect(!link.contains(":") && !link.hasPrefix("/"))
        let path = try #require(link.removingPercentEncoding)
        let target = file.deletingLastPathComponent().appending(path: path).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: target.path), "\(link)")
      }
    }
  }

  @Test func linksFromAnotherDirectory() throws {
    let record = FakeRun.record(cycles: 1, prototypesPerClass: 1)
    let (file, html, _) = try written(record, to: "pages/1")
    let link = "../../results/a%20b/\(record.runID)/prototypes/0-crop.png"
    #expect(html.contains("src=\"\(link)\""))
    #expect(file.lastPathComponent == "index.html")
  }

  @Test func theHeadlineIsTheLastStagesAccuracy() throws {
    let (_, html, _) = try written(FakeRun.record(finalCorrectCount: 520))
    #expect(html.contains("<p class=\"figure\">86.7<span class=\"unit\"> %</span></p>"))
    // Wilson's interval for 520 of 600: 0.83712 to 0.89155
    #expect(html.contains("520 of 600 images; 95 % sampling interval 83.7 to 89.2\u{A0}%"))
    #expect(html.contains("final test accuracy, after <code>cycle-3/last-layer</code>"))
  }

  @Test func showsWarningsBeforeTheResultAndDeviationsFolded() throws {
    var record = FakeRun.record()
    record.warnings = ["a <warning> & more"]
    let (_, html, _) = try written(record, metrics: "nonsense\n{\"stage\":\"x\"}\n{\"sta")
    let result = try #require(html.firstRange(of: "class=\"result\"")).lowerBound
    #expect(html.contains("<summary>1 setting differs from the released code</summary>"))
    #expect(html.contains("convex problem"))
    for text in ["a &lt;warning&gt; &amp; more", "cannot be read and were left out: 1."] {
      #expect(try #require(html.firstRange(of: text), "\(text)").lowerBound < result)
    }
    #expect(!html.contains("The run is unfinished"))
  }

  @Test func anUnfinishedRunSaysSo() throws {
    var record = FakeRun.record()
    record.stages.removeLast()
    record.isComplete = false
    let (_, html, _) = try written(record)
    #expect(html.contains("The run is unfinished: no figure on this page is final."))
    #expect(html.contains("latest test accuracy"))
    #expect(MarkupChecker(html).problems == [])
  }

  @Test func aRunWithoutAnyStageIsNotRun() throws {
    var record = FakeRun.record(cycles: 0)
    record.stages = []
    record.isComplete = false
    let (_, html, _) = try written(record)
    #expect(html.contains("Prototypes: not run."))
    #expect(MarkupChecker(html).problems == [])
  }

  @Test func foldsWhatIsTooMuchAtOnce() throws {
    let names = (1...30).map { "Class <\($0)>" }
    let record = FakeRun.record(cycles: 1, classNames: names, prototypesPerClass: 2)
    let (file, html, run) = try written(record, name: "many")
    let checker = MarkupChecker(html)
    #expect(checker.problems == [] && checker.imagesWithoutText == 0)
    // A picture for each class, which has a page of its own.
    #expect(checker.elements["img"] == 30)
    let pages = (0..<30).map { "class-\($0).html" }
    #expect(pages.allSatisfy(checker.links.contains))
    for name in pages {
      let page = try String(
        contentsOf: file.deletingLastPathComponent().appending(path: name),
        encoding: .utf8
      )
      let checker = MarkupChecker(page)
      #expect(checker.problems == [] && checker.elements["img"] == 6)
    }
    // As one file, every class is behind its name.
    let single = RunReport.page(
      run: try LoadedRun(directory: run),
      in: file.deletingLastPathComponent(),
      isSingleFile: true
    )
    #expect(single.source.matches(of: /<details class="class"/).count == 30)
  }

  /// Prunings keep the numbers of the projection, which the pictures' files have.
  @Test func showsThePrototypesThatPruningKept() throws {
    var record = FakeRun.record(cycles: 1, classNames: ["A", "B"], prototypesPerClass: 3)
    for (cycle, kept) in [(1, [0, 2, 3, 5]), (2, [1, 2, 3])] {
      var stage = record.stages[3]
      stage.id = Stage.ID(.pruning, cycle: cycle)
      stage.pruning = StageRecord.Pruning(
        nearest: 6,
        threshold: 3,
        prototypeCountBefore: 6,
        kept: kept,
        keptPerClass: [1, 2],
        correctCountBefore: nil
      )
      record.stages.append(stage)
    }
    let (_, html, _) = try written(record)
    #expect(html.contains("The 3 prototypes after <code>cycle-2/pruning</code>, by class"))
    let shown = html.matches(of: /<figcaption><b>(\d+)<\/b>/).map { String($0.1) }
    #expect(shown == ["2", "3", "5"])
    #expect(html.contains("prototypes/5-crop.png") && !html.contains("prototypes/4-crop.png"))
  }

  @Test func marksDuplicatesAndMissingPictures() throws {
    let record = FakeRun.record(cycles: 1)
    let (_, html, run) = try written(record)
    #expect(html.components(separatedBy: "same patch as").count - 1 == 4)
    #expect(html.contains("same patch as 10<"))
    try FileManager.default.removeItem(at: run.appending(path: "prototypes/0-box.png"))
    let page = RunReport.page(run: try LoadedRun(directory: run), in: run.appending(path: "report"))
    #expect(page.source.contains("in its image not written"))
  }

  @Test func everyStageLeadsToItsCheckpoint() throws {
    let record = FakeRun.record()
    let (_, html, _) = try written(record)
    for (index, stage) in record.stages.enumerated() {
      #expect(html.contains("<code>stages[\(index)].evaluation</code>"))
      #expect(html.contains(stage.checkpointDigest))
    }
    #expect(html.contains(record.experimentDigest))
    for split in record.data.splits { #expect(html.contains(split.digest)) }
  }

  @Test func equalRunsLeaveEqualPages() throws {
    let first = try written(FakeRun.record(), name: "first").html
    let second = try written(FakeRun.record(), name: "second").html
    #expect(first == second)
  }

  @Test func saysThatThePageCannotBeWritten() throws {
    let root = try FakeRun.temporaryDirectory()
    let file = root.appending(path: "occupied")
    try Data().write(to: file)
    #expect(throws: ReportError.self) {
      try RunReport.write(run: FakeRun.run(FakeRun.record(cycles: 0)), to: file)
    }
  }

  @Test func rendersAsASnapshot() throws {
    var record = FakeRun.record(cycles: 1, classNames: ["A & B"], prototypesPerClass: 2)
    record.warnings = ["a warning"]
    try expectSnapshot(withoutStyle(try written(record).html), "report.html")
  }
}

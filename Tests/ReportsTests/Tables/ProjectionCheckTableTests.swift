import Experiments
import Foundation
import Recipe
import Reports
import Testing

struct ProjectionCheckTableTests {
  /// A check of 600 images with figures that tell each other apart.
  static let check = StageRecord.ProjectionCheck(
    split: "test",
    imageCount: 600,
    prototypesPerClass: 12,
    premises: [
      .init(name: "A1", imageCount: 60, pairCount: 28_800, metPairCount: 25_920),
      .init(name: "A2a", imageCount: 30, pairCount: 21_600, metPairCount: 15_120),
      .init(name: "A2b", imageCount: 90, pairCount: 7_200, metPairCount: 1_800),
      .init(name: "A3", imageCount: 600),
      .init(name: "A4", imageCount: 0),
    ],
    feasibleCount: 24,
    premisesHoldCount: 18,
    certifiedCount: 12,
    sharperCertifiedCount: 60,
    greatestGap: 31.5,
    leastNeededGap: 24 * log(2),
    greatestShareOfBound: 0.4,
    theoremLastLayer: .init(
      correctBefore: 540,
      correctAfter: 528,
      unchangedCount: 570,
      certifiedCount: 300,
      medianRadius: 0.21
    ),
    ownLastLayer: .init(
      correctBefore: 546,
      correctAfter: 534,
      unchangedCount: 576,
      certifiedCount: 312,
      medianRadius: 0.22
    ),
    greatestRoundingError: 1e-4,
    roundedPredictionCount: 1,
    greatestShift: 0.35,
    percentiles: .init(
      change: (0...50).map { Double($0 - 10) / 10 },
      gap: (0...50).map { 0.63 * Double($0) },
      bound: (0...50).map { 8.4 + Double($0) / 50 },
      radius: (0...50).map { Double($0) / 100 }
    )
  )

  private var record: RunRecord {
    var record = FakeRun.record(cycles: 1)
    record.stages[2].projectionCheck = Self.check
    return record
  }

  @Test func showsPremisesAndCertificates() throws {
    let run = FakeRun.run(record)
    let premises = ProjectionCheckTable.premises(run)
    #expect(premises.rows.map(\.title) == ["cycle-1/projection"])
    #expect(
      premises.rows[0].cells.map(\.ownText)
        == ["90.0", "70.0", "25.0", "10.0", "5.0", "15.0", "100.0", "0.0", "4.0", "3.0"]
    )
    let table = ProjectionCheckTable.certificates(run)
    #expect(
      table.rows.map(\.title) == [
        "cycle-1/projection, 1 and 0", "cycle-1/projection, its own",
      ]
    )
    #expect(
      table.rows[0].cells.map(\.ownText)
        == ["90.0", "88.0", "95.0", "2.0", "10.0", "50.0", "0.210", "0.350"]
    )
    #expect(
      table.rows[1].cells.map(\.ownText)
        == ["91.0", "89.0", "96.0", "A4 fails", "A4 fails", "52.0", "0.220", "0.350"]
    )
    let source = try #require(table.rows[0].cells[3].provenance?.sources.first)
    #expect(source.field == "stages[2].projectionCheck.certifiedCount / imageCount")
    #expect(source.value == 0.02 && source.split == "test")
  }

  /// The stage of a checked projection whose prototypes moved by 0.2 on average.
  private func stage(_ check: StageRecord.ProjectionCheck = check) -> StageRecord {
    var stage = record.stages[2]
    stage.projection?.meanShift = 0.2
    stage.projectionCheck = check
    return stage
  }

  @Test func drawsTheBound() throws {
    let bound = try #require(ProjectionCheckPlots(stage())).bound
    #expect(
      bound.series.map(\.name) == [
        "observed change", "lead before", "Δmax", "least lead needed",
      ]
    )
    #expect(bound.series[0].segments[0].last == .init(x: 1, y: 4))
    var check = Self.check
    check.percentiles.bound = []
    check.leastNeededGap = nil
    #expect(try #require(ProjectionCheckPlots(stage(check))).bound.series.count == 2)
    #expect(ProjectionCheckPlots(FakeRun.record(cycles: 1).stages[2]) == nil)
  }

  /// Radii 0, 0.01 … 0.5 are certified for 100, 98 … 0 % of the images.
  @Test func drawsWhatIsCertifiedByHowFarPrototypesMove() throws {
    let plot = try #require(ProjectionCheckPlots(stage())).certified
    #expect(
      plot.series.map(\.name) == [
        "certified, equal shifts", "prediction kept", "certified, own shifts", "Theorem 2.1",
        "its sharper form",
      ]
    )
    let curve = try #require(plot.series[0].segments.first)
    #expect(curve.first == .init(x: 0, y: 1))
    #expect(curve[25].x == 0.25 && abs(curve[25].y - 0.5) < 1e-12)
    // The axis ends at the last radius but one, where one in fifty is left.
    #expect(curve.last?.x == 0.49 && abs((curve.last?.y ?? 0) - 0.02) < 1e-12)
    #expect(plot.horizontal.upper == 0.49)
    #expect(plot.series.dropFirst().map { $0.segments[0][0].y } == [0.96, 0.52, 0.02, 0.1])
    #expect(plot.horizontal.marks.map(\.label) == ["mean shift 0.200", "largest shift 0.350"])

    // Where prototypes move farther than any radius, the curve ends at 0 and the axis goes on to the
    // farthest one.
    var check = Self.check
    check.percentiles.radius = (0...50).map { Double($0) / 1000 }
    let far = try #require(ProjectionCheckPlots(stage(check))).certified
    #expect(abs(far.horizontal.upper - 1.05 * 0.35) < 1e-12)
    #expect(far.series[0].segments[0].last == .init(x: far.horizontal.upper, y: 0))
    #expect(far.horizontal.marks.map(\.position) == [0.2, 0.35])
    // One that went much farther would leave the curve no room.
    check.greatestShift = 5
    let beyond = try #require(ProjectionCheckPlots(stage(check))).certified
    #expect(abs(beyond.horizontal.upper - 0.22) < 1e-12)
    #expect(beyond.horizontal.marks.map(\.position) == [0.2])
  }

  /// One point for each checked projection; a projection of an older program has none of the sharper form.
  @Test func drawsWhatIsCertifiedCycleByCycle() throws {
    #expect(CertifiedByCyclePlot.plot(record) == nil)
    var record = record
    // As of an older program.
    var older = stage()
    older.projectionCheck?.sharperCertifiedCount = nil
    record.stages.append(older)
    let plot = try #require(CertifiedByCyclePlot.plot(record))
    #expect(
      plot.series.map { $0.segments[0].map(\.y) } == [
        [0.5, 0.5], [0.1], [0.02, 0.02], [0.1, 0.1], [0.05, 0.05], [0.15, 0.15],
      ]
    )
    #expect(plot.horizontal.ticks.map(\.position) == [0, 1])
    #expect(plot.horizontal.ticks[1].label == "2: 0.200")
    #expect(plot.summary.contains("sharper form 10.0, not checked; Theorem 2.1 2.0, 2.0;"))
    let directory = try FakeRun.temporaryDirectory(#function)
    let page = RunReport.page(run: FakeRun.run(record), in: directory).source
    #expect(MarkupChecker(page).problems == [] && page.contains("theorem-cycles.svg"))
    try RunReport.write(run: FakeRun.run(record), to: directory)
    let file = directory.appending(path: "theorem-cycles.svg")
    let source = try String(contentsOf: file, encoding: .utf8)
    #expect(MarkupChecker(source).problems == [] && source.contains("by cycle"))
  }

  @Test func leavesThePlotAsAFile() throws {
    let directory = try FakeRun.temporaryDirectory(#function)
    try RunReport.write(run: FakeRun.run(record), to: directory)
    let file = directory.appending(path: "theorem.svg")
    let source = try String(contentsOf: file, encoding: .utf8)
    #expect(source.hasPrefix("<svg ") && source.hasSuffix("</svg>\n"))
    #expect(MarkupChecker(source).problems == [])
    #expect(source.contains("52.0 % are certified, and 2.0 % by Theorem 2.1."))
    try FileManager.default.removeItem(at: file)
    try RunReport.write(run: FakeRun.run(FakeRun.record()), to: directory)
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  @Test func isAPartOfThePage() throws {
    let directory = try FakeRun.temporaryDirectory(#function)
    let page = RunReport.page(run: FakeRun.run(record), in: directory).source
    let checker = MarkupChecker(page)
    #expect(checker.problems == [])
    #expect(page.contains("<h2>Theorem 2.1</h2>") && page.contains("href=\"#theorem\""))
    #expect(Set(checker.identifiers).count == checker.identifiers.count)
    let plain = RunReport.page(run: FakeRun.run(FakeRun.record()), in: directory).source
    #expect(!plain.contains("Theorem 2.1"))
  }

  @Test func tabulatesAPruning() throws {
    var record = FakeRun.record(cycles: 1)
    var stage = record.stages[3]
    stage.id = Stage.ID(.pruning, cycle: 1)
    stage.evaluation.correctCount = 480
    stage.pruning = StageRecord.Pruning(
      nearest: 6,
      threshold: 3,
      prototypeCountBefore: 48,
      kept: Array(0..<40),
      keptPerClass: [12, 12, 12, 4],
      correctCountBefore: 510
    )
    record.stages.append(stage)
    let table = try #require(PruningTable.table(FakeRun.run(record)))
    let cells = ["48", "40", "4", "12", "85.0", "80.0"]
    #expect(table.rows.map(\.title) == ["cycle-1/pruning"])
    #expect(table.rows[0].cells.map(\.ownText) == cells + ["not run"])
    stage.id = Stage.ID(.lastLayer, cycle: 2)
    stage.pruning = nil
    stage.evaluation.correctCount = 516
    record.stages.append(stage)
    let again = try #require(PruningTable.table(FakeRun.run(record)))
    #expect(again.rows[0].cells.map(\.ownText) == cells + ["86.0"])
    #expect(again.footnotes[0].text.hasSuffix("Moss wren 4."))
    #expect(PruningTable.table(FakeRun.run(FakeRun.record())) == nil)
  }

  /// Records of runs without checks read and write as before.
  @Test func staysOutOfOtherRecords() throws {
    let data = try JSONEncoder().encode(FakeRun.record())
    let text = String(decoding: data, as: UTF8.self)
    #expect(!text.contains("projectionCheck") && !text.contains("evidence"))
    let checked = try JSONDecoder().decode(RunRecord.self, from: JSONEncoder().encode(record))
    #expect(checked == record)
  }
}

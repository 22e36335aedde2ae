import Experiments
import Recipe
import Reports
import Testing

struct RunCurvesTests {
  @Test func testAccuracyHasAPointAfterEveryStage() {
    let record = FakeRun.record()
    let plot = RunCurves(FakeRun.run(record)).accuracy
    // Nothing joins the ends of stages: what lies between was not measured.
    #expect(plot.series[0].segments.allSatisfy { $0.count == 1 })
    let test = plot.series[0].segments.joined()
    #expect(plot.series[0].name == "test")
    #expect(test.map(\.y) == record.stages.map(\.evaluation.accuracy))
    // Strictly to the right: a projection takes no steps and still has its place.
    #expect(zip(test, test.dropFirst()).allSatisfy { $0.x < $1.x })
    #expect(plot.horizontal.bands.map(\.name).prefix(3) == ["warm-up", "joint 1", "projection 1"])
    #expect(plot.horizontal.ticks.last?.label == "1\u{202F}230")
  }

  @Test func trainLinesBreakBetweenStages() {
    let record = FakeRun.record(cycles: 1)
    let train = RunCurves(FakeRun.run(record)).crossEntropy.series[1]
    #expect(train.segments.map(\.count) == [5, 8, 4])
    #expect(train.segments[1].map(\.y) == record.stages[1].passes.map(\.costs.crossEntropy))
  }

  @Test func theStageUnderWayComesFromTheLog() {
    var record = FakeRun.record(cycles: 1)
    record.stages.removeLast(3)
    record.isComplete = false
    let run = FakeRun.run(
      record,
      metrics: #"{"stage":"warm-up","epoch":1,"step":30,"accuracy":0.1}"# + "\n"
        + #"{"stage":"cycle-1/joint","epoch":1,"step":40,"accuracy":0.6}"# + "\n"
    )
    let plot = RunCurves(run).accuracy
    #expect(plot.horizontal.bands.map(\.name) == ["warm-up", "joint 1"])
    #expect(plot.series[1].segments.map(\.count) == [5, 1])
    #expect(plot.series[1].segments[1][0].y == 0.6)
  }

  @Test func measuredPointsWithinAStageAreJoined() {
    let record = FakeRun.record(cycles: 1)
    let passes = (1...8).map {
      #"{"stage":"cycle-1/joint","epoch":\#($0),"step":\#(30 * $0),"accuracy":0.5}"# + "\n"
    }
    let measured =
      #"{"stage":"cycle-1/joint","event":"evaluation","epoch":3,"step":90,"accuracy":0.6}"#
    let plot = RunCurves(FakeRun.run(record, metrics: passes.joined() + measured + "\n")).accuracy
    let test = plot.series[0].segments
    // From the end of the warm-up, where the joint stage begins.
    #expect(test.map(\.count) == [1, 3, 1, 1])
    #expect(test[1].map(\.y)[1] == 0.6 && test[1][0].y == test[0][0].y)
  }

  @Test func dropsAreWrittenOnTheCurve() throws {
    var record = FakeRun.record(cycles: 1)
    record.stages[1].evaluation.correctCount = 540
    record.stages[2].evaluation.correctCount = 510
    record.stages[3].evaluation.correctCount = 510
    let plot = RunCurves(FakeRun.run(record)).accuracy
    #expect(plot.remarks.map(\.text) == ["-5.0"])
    #expect(plot.summary.contains("-5.0 points by projection 1"))
    #expect(plot.svg(width: 1040, height: 340, identifier: "p").source.contains(">-5.0</text>"))
  }

  @Test func aRunWithoutStagesDrawsNothing() {
    var record = FakeRun.record(cycles: 0)
    record.stages = []
    let plot = RunCurves(FakeRun.run(record)).accuracy
    #expect(plot.series.isEmpty)
    #expect(plot.svg(width: 400, height: 300, identifier: "p").source.contains("not run"))
  }
}

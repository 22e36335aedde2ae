import Experiments
import Recipe
import Reports
import Testing

struct RunCurvesTests {
  @Test func testAccuracyHasAPointAfterEveryStage() {
    let record = FakeRun.record()
    let plot = RunCurves(FakeRun.run(record)).accuracy
    let test = plot.series[0].segments[0]
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

  @Test func aRunWithoutStagesDrawsNothing() {
    var record = FakeRun.record(cycles: 0)
    record.stages = []
    let plot = RunCurves(FakeRun.run(record)).accuracy
    #expect(plot.series.isEmpty)
    #expect(plot.svg(width: 400, height: 300, identifier: "p").source.contains("not run"))
  }
}

import Experiments
import Foundation
import Networks
import Recipe
import Reports
import Testing

struct ClaimsTests {
  private func row(
    _ input: TableInput,
    _ beginning: String
  ) throws -> (verdict: String, figure: String) {
    let table = try TableKind.claims.tables(input)[0]
    let row = try #require(table.rows.first { $0.title.hasPrefix(beginning) })
    return (row.cells[0].ownText, row.cells[1].ownText)
  }

  @Test func holdsOnlyWhereTheWholeIntervalDoes() throws {
    // vgg16 gains; of resnet34 the whole interval is below -3.5 points.
    var input = try PaperFixture.input()
    var loss = try row(input, "Little accuracy")
    #expect(loss.verdict == "does not hold in 1 of 2, holds in 1 of 2")
    #expect(
      loss.figure == "vgg16: +2.0 points (+0.4 to +3.8; seeds +1.7, +2.0, +2.3); "
        + "resnet34: -5.5 points (-7.1 to -4.0; seeds -5.0, -6.0)"
    )

    let pair = TableInput.Pair(first: 4, second: 1)
    input.comparisons[pair] = .success(PaperFixture.comparison([2, 4], -0.06 ... -0.02))
    loss = try row(input, "Little accuracy")
    #expect(loss.verdict == "holds in 1 of 2, not decided in 1 of 2")
    // Without predictions the seeds decide.
    input.comparisons = [:]
    loss = try row(input, "Little accuracy")
    #expect(loss.verdict == "does not hold in 1 of 2, holds in 1 of 2")
    #expect(
      loss.figure
        == "vgg16: +2.0 points (seeds +1.7, +2.0, +2.3); resnet34: -5.5 points (seeds -5.0, -6.0)"
    )
  }

  @Test func countsPrototypesOfAnotherClass() throws {
    var record = PaperFixture.record("vgg16", seed: 1, correct: 480)
    func verdict() throws -> (verdict: String, figure: String) {
      let input = try TableInput([RunSet(name: "a", runs: [FakeRun.run(record)])])
      return try row(input, "Every prototype is a patch")
    }
    #expect(try verdict() == ("holds", "a: 12 of 12"))
    record.stages[5].projection?.prototypes[3].source.image = "moss-wren/1.png"
    #expect(try verdict() == ("does not hold", "a: 11 of 12"))
  }

  @Test func theTheoremIsUndecidedWhereItCertifiesNothing() throws {
    var record = PaperFixture.record("vgg16", seed: 1, correct: 480)
    func verdict() throws -> String {
      try row(TableInput([RunSet(name: "a", runs: [FakeRun.run(record)])]), "Theorem 2.1").verdict
    }
    #expect(try verdict() == "holds")
    record.stages[5].projectionCheck?.certifiedCount = 0
    #expect(try verdict() == "not decided")
    record.stages[5].projectionCheck = nil
    #expect(try verdict() == "not run")
  }

  @Test func costsAreComparedWhereNothingElseDiffers() throws {
    func set(
      _ name: String,
      cluster: Double,
      separation: Double,
      batch: Int = 80,
      correct: Int = 480
    ) throws -> RunSet {
      var record = PaperFixture.record("vgg16", seed: 1, correct: correct)
      let last = record.stages.count - 1
      record.stages[last].evaluation.costs[.cluster] = cluster > 0 ? 0.2 : 0.9
      record.stages[last].evaluation.costs[.separation] = separation > 0 ? 0.5 : 0.7
      let experiment = try Experiment(
        yaml: """
          name: \(name)
          data: {source: toy-birds, image-size: 64}
          backbone: {architecture: vgg16}
          coefficients: {cluster: \(cluster), separation: \(separation)}
          optimizer: {batch-size: \(batch)}
          schedule: {cycles: [{joint: {epochs: 1}}]}
          """,
        file: "\(name).yaml"
      )
      return RunSet(name: name, experiment: experiment, runs: [FakeRun.run(record)])
    }
    let input = try TableInput([
      set("both", cluster: 0.8, separation: 0.08),
      set("none", cluster: 0, separation: 0),
      set("no-cluster", cluster: 0, separation: 0.08),
      set("other", cluster: 0.8, separation: 0.08, batch: 40),
    ])
    #expect(
      try row(input, "The cluster cost")
        == (
          "holds for one network only", "both against no-cluster: 0.200 with it, 0.900 without"
        )
    )
    #expect(
      try row(input, "The separation cost")
        == (
          "does not hold for one network",
          "no-cluster against none: 0.500 with it, 0.700 without"
        )
    )
    #expect(
      try row(input, "Both costs")
        == ("not decided", "both against none: 0.0 points")
    )
    #expect(try TableKind.claims.comparedPairs(input) == [.init(first: 1, second: 0)])
    // Four classes: a guess is right once in four times.
    for (correct, verdict) in [(239, "not decided"), (241, "holds for one network only")] {
      let guessing = try TableInput([
        set("both", cluster: 0.8, separation: 0.08),
        set("no-cluster", cluster: 0, separation: 0.08, correct: correct),
      ])
      #expect(try row(guessing, "The cluster cost").verdict == verdict)
    }
  }

  /// The verdict of baselines beside ProtoPNets by the accuracies of seeds 1, 2, ….
  private func verdict(
    _ correct: [Int],
    beside baseline: [Int],
    interval: ClosedRange<Double>? = nil
  ) throws -> String {
    var input = try TableInput([
      PaperFixture.set("vgg16", correct), PaperFixture.set("vgg16", baseline, isBaseline: true),
    ])
    if let interval {
      input.comparisons[.init(first: 1, second: 0)] = .success(
        PaperFixture.comparison(correct.map { _ in 10 }, interval)
      )
    }
    return try row(input, "Little accuracy").verdict
  }

  /// 21 of 600 images are the 3.5 points that may be lost.
  @Test func threeSeedsThatAgreeDecide() throws {
    #expect(try verdict([480, 490, 500], beside: [490, 500, 510]) == "holds")
    #expect(try verdict([480, 490, 500], beside: [530, 540, 550]) == "does not hold")
    // The interval over seeds and images has to agree, too.
    let straddling = -0.05 ... -0.01
    #expect(
      try verdict([480, 490, 500], beside: [490, 500, 510], interval: straddling) == "not decided"
    )
  }

  @Test func threeSeedsThatDisagreeDecideNothing() throws {
    #expect(try verdict([480, 490, 500], beside: [490, 500, 540]) == "not decided")
    #expect(try verdict([480, 490, 500], beside: [530, 540, 510]) == "not decided")
    // Not even where the interval lies on one side.
    #expect(
      try verdict([480, 490, 500], beside: [490, 500, 540], interval: -0.03 ... -0.01)
        == "not decided"
    )
  }

  @Test func oneSeedDecidesAboutItsNetworkOnly() throws {
    #expect(try verdict([480], beside: [490]) == "holds for one network only")
    #expect(try verdict([480], beside: [530]) == "does not hold for one network")
    #expect(try verdict([480], beside: [490], interval: -0.06 ... -0.01) == "not decided")
  }
}

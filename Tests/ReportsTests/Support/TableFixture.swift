import Experiments
import Reports

/// A table over three experiments: complete, with seeds missing, and never run.
enum TableFixture {
  /// 508, 514 and 520 of 600 are right: mean 85.666…, deviation exactly 1 point.
  static func table() throws -> ResultsTable {
    let complete = [508, 514, 520].enumerated().map { index, correct in
      FakeRun.run(FakeRun.record(seed: UInt64(index + 1), finalCorrectCount: correct))
    }
    var partial = FakeRun.record(
      experiment: "no cluster | λ1=0 & <50% of_\"it\"",
      architecture: "resnet34 cut after layer-3",
      seed: 1,
      finalCorrectCount: 483
    )
    partial.warnings = ["60% of the prototypes are on R&D's <background>, see a_b | c"]
    for index in partial.stages.indices { partial.stages[index].projection?.onObjectShare = nil }
    var unfinished = partial
    unfinished.seed = 2
    unfinished.stages.removeLast(2)
    unfinished.isComplete = false
    var table = try self.table([
      .init(
        name: "toy-birds",
        runs: complete,
        expectedSeeds: [1, 2, 3],
        published: [
          .finalAccuracy: .init(
            value: 0.861,
            deviation: 0.002,
            source: "a table that was made up for this test"
          )
        ]
      ),
      .init(
        name: partial.experiment,
        runs: [FakeRun.run(partial), FakeRun.run(unfinished)],
        expectedSeeds: [1, 2, 3]
      ),
      .init(name: "vgg19", runs: [], expectedSeeds: [1, 2, 3]),
    ])
    table.caption = "Toy birds after each stage"
    return table
  }

  /// The table of some experiments after each stage.
  static func table(_ experiments: [RunSet]) throws -> ResultsTable {
    try TableKind.results.tables(TableInput(experiments))[0]
  }
}

import Checkpoints
import Experiments
import Foundation
import Recipe
import TestSupport
import Testing
import Runs

struct StageCacheTests {
  private static let schedule = """
    schedule:
      warm-up: {epochs: 1}
      cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]
    """

  /// Runs a matrix with and without sharing, and expects the same files.
  private func runs(
    _ matrix: String,
    schedule: String = schedule,
    more: String = ""
  ) throws -> [MatrixRuns.Run] {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: schedule, more: "\(more)\n\(matrix)")
      let shared = try MatrixRuns(tiny, results: folder.appending(path: "shared"))
      let alone = try MatrixRuns(tiny, results: folder.appending(path: "alone"), sharing: false)
      #expect(alone.runs.allSatisfy { $0.shared.isEmpty })
      let (found, expected) = (try shared.contents(), try alone.contents())
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, data) in expected { #expect(found[name] == data, "\(name) differs") }
      return shared.runs
    }
  }

  @Test func warmsUpOncePerSeedForTwelveCells() throws {
    let runs = try runs(
      """
      seeds: [1, 2]
      matrix:
        optimizer.joint.backbone: [1e-4, 1e-3, 1e-2]
        optimizer.joint.prototypes: [1e-3, 3e-3]
        coefficients.last-layer-l1: [1e-4, 1e-2]
      """
    )
    #expect(runs.count == 24)
    for seed in [UInt64(1), 2] {
      let ofSeed = runs.filter { $0.record.seed == seed }
      let warmedUp = ofSeed.filter { $0.shared["warm-up"] == nil }
      #expect(warmedUp.count == 1)
      let origin = try #require(warmedUp.first).record.runID
      #expect(ofSeed.compactMap { $0.shared["warm-up"] } == Array(repeating: origin, count: 11))
      #expect(ofSeed.count { $0.shared["cycle-1/joint"] == nil } == 6)
      #expect(ofSeed.count { $0.shared["cycle-1/projection"] == nil } == 6)
      #expect(ofSeed.allSatisfy { $0.shared["cycle-1/last-layer"] == nil })
    }
  }

  /// A change of λ alone leaves backbone and prototypes alone, and only solves the last layer again.
  @Test func solvesOnlyTheLastLayerForAnotherLambda() throws {
    let runs = try runs(
      "matrix: {coefficients.last-layer-l1: [1e-4, 1e-3, 1e-2]}",
      schedule: """
        schedule:
          warm-up: {epochs: 1}
          cycles: [{joint: {steps: 2}, last-layer: {solver: convex}}]
        """
    )
    #expect(runs[0].computed.count == 4)
    #expect(runs[1].computed == ["cycle-1/last-layer"])
    #expect(runs[2].computed == ["cycle-1/last-layer"])
    #expect(Set(runs.map { $0.record.stages[3].lastLayer?.objective }).count == 3)
    // The λ of a recorded total is the run's own.
    #expect(Set(runs.map { $0.record.stages[1].passes[0].costs.total }).count == 3)
  }

  /// Evidence, pictures and pruned prototypes are as if everything had been computed.
  @Test func takesOverEvidenceAndPictures() throws {
    let runs = try runs(
      "matrix: {optimizer.last-layer.learning-rate: [1e-3, 0.1]}",
      schedule: """
        schedule:
          warm-up: {steps: 1}
          cycles:
            - joint: {steps: 1}
            - joint: {steps: 1}
              pruning: {nearest: 5, threshold: 2}
            - {projection: false, last-layer: {epochs: 1}}
        """,
      more: "checks: {theorem: true}\npictures: {prototypes: 3}"
    )
    #expect(
      runs[1].shared.keys.sorted() == [
        "cycle-1/joint", "cycle-1/projection", "cycle-2/joint", "cycle-2/projection", "warm-up",
      ]
    )
    // The stage after the pruning added to its evidence, so the pruning is repeated.
    #expect(runs[1].computed == ["cycle-2/pruning", "cycle-3/last-layer"])
  }

  /// A checkpoint keeps the moments that its own run goes on with, which may be too few for another.
  @Test(arguments: ["[1, 2]", "[2, 1]"]) func mindsTheOptimisersOfLaterStages(_ cycles: String)
    throws
  {
    let runs = try runs(
      "matrix: {'schedule.cycles[0].repeat': \(cycles)}",
      schedule: """
        schedule:
          warm-up: {epochs: 1}
          cycles: [{joint: {steps: 5}, last-layer: {epochs: 1}}]
        """
    )
    let computed = runs[1].computed
    if cycles == "[2, 1]" {
      #expect(computed.isEmpty)
    } else {
      #expect(
        computed == [
          "cycle-1/joint", "cycle-1/last-layer", "cycle-2/joint", "cycle-2/projection",
          "cycle-2/last-layer",
        ]
      )
      #expect(runs[1].shared.keys.sorted() == ["cycle-1/projection", "warm-up"])
    }
  }

  /// Which stages a run takes over from one that differs from it in a setting.
  @Test(arguments: [
    ("optimizer.last-layer.learning-rate=0.5", 3), ("coefficients.last-layer-l1=0.5", 3),
    ("backbone.batch-normalization.last-layer=train", 3), ("checks.last-layer=true", 3),
    ("schedule.cycles[0].last-layer.epochs=2", 3), ("pictures.prototypes=1", 2),
    ("checks.theorem=true", 2), ("optimizer.joint.prototypes=0.1", 1),
    ("schedule.cycles[0].joint.steps=1", 1), ("optimizer.warm-up.prototypes=0.1", 0),
    ("backbone.batch-normalization.warm-up=evaluate", 0), ("schedule.warm-up.epochs=2", 0),
    ("coefficients.cluster=0.5", 0), ("coefficients.separation=0.5", 0),
    ("optimizer.batch-size=3", 0), ("prototypes.similarity.epsilon=0.1", 0),
    ("engine.convolution=direct", 0), ("data.flip=false", 0), ("seeds=[2]", 0),
  ])
  func sharesWhatASettingDoesNotDecide(_ option: String, _ count: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let first = try MatrixRuns(tiny, results: tiny.results).runs[0]
      let second = try MatrixRuns(tiny, results: tiny.results, options: [option]).runs[0]
      #expect(second.record.stages.prefix { $0.sharedFrom != nil }.count == count)
      #expect(second.shared.count == count)
      #expect(second.shared.values.allSatisfy { $0 == first.record.runID })
      #expect(Set(first.record.stages.map(\.key)).count == 4)
    }
  }

  /// Neither other pictures nor changed or missing files let a stage be shared.
  @Test func sharesNothingThatMayDiffer() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      func run(_ value: String) throws -> MatrixRuns.Run {
        try MatrixRuns(
          tiny,
          results: tiny.results,
          options: ["coefficients.last-layer-l1=\(value)"]
        ).runs[0]
      }
      let first = try run("0.1")
      let warmUp = first.directory.appending(path: first.record.stages[0].checkpoint)
      let bytes = try Data(contentsOf: warmUp)
      try (bytes.dropLast(1) + Data([7])).write(to: warmUp)
      let joint = first.directory.appending(path: first.record.stages[1].checkpoint)
      try FileManager.default.removeItem(at: joint)
      let second = try run("0.2")
      #expect(second.shared.keys.sorted() == ["cycle-1/projection"])
      // What was computed again is found from now on.
      #expect(try run("0.3").shared.count == 3)

      let pictures = tiny.pictures.appending(path: "test/red")
      try FileManager.default.copyItem(
        at: pictures.appending(path: "0.png"),
        to: pictures.appending(path: "9.png")
      )
      #expect(try run("0.4").shared.isEmpty)
    }
  }

  /// The reports' curves are there, though the run trained nothing itself.
  @Test func copiesTheLog() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: Self.schedule,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let runs = try MatrixRuns(tiny, results: tiny.results).runs
      let logs = try runs.map { run in
        try String(contentsOf: run.directory.appending(path: "metrics.jsonl"), encoding: .utf8)
          .split(separator: "\n").filter { $0.contains("cycle-1\\/joint") }
      }
      #expect(logs[0].count == 4)
      #expect(logs[1].count == 4)
      #expect(logs[0].last == logs[1].last)
    }
  }
}

import Experiments
import Foundation
import Networks
import Recipe
import RunsTestSupport
import TestSupport
import Testing
import Runs

/// Costs of steps in `metrics.jsonl`, and what prototypes' boxes are of.
struct LoggingTests {
  private func run(
    _ tiny: TinyExperiment,
    _ more: String,
    _ results: String
  ) throws -> (record: RunRecord, directory: URL) {
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    return try CheckedRun.run(
      Experiment(yaml: "\(text)\n\(more)\n", file: tiny.yaml.path),
      tiny.folder.appending(path: results)
    )
  }

  private func lines(_ directory: URL) throws -> [MetricsLine] {
    try Data(contentsOf: directory.appending(path: "metrics.jsonl"))
      .split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(MetricsLine.self, from: Data($0)) }
  }

  @Test func stepsAreLoggedAndChangeNothing() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let plain = try run(tiny, "", "plain")
      let logged = try run(tiny, "logging: {every-steps: 3}", "logged")
      #expect(logged.directory.lastPathComponent == plain.directory.lastPathComponent)
      // Checkpoints carry the experiment's text, hence other digests.
      for (one, other) in zip(logged.record.stages, plain.record.stages) {
        #expect(one.evaluation == other.evaluation && one.passes == other.passes)
        #expect(one.predictions == other.predictions && one.projection == other.projection)
        #expect(one.key == other.key)
      }
      #expect(try lines(plain.directory).allSatisfy { $0.event != .step })
      let steps = try lines(logged.directory).filter { $0.event == .step }
      // Two passes of four batches in the warm-up and each last layer, three steps jointly.
      let places = steps.map { "\($0.stage?.name ?? "") \($0.epoch ?? 0) \($0.step ?? 0)" }
      #expect(
        places == [
          "warm-up 1 3", "warm-up 2 6", "cycle-1/joint 1 3", "cycle-1/last-layer 1 3",
          "cycle-1/last-layer 2 6", "cycle-2/joint 1 3", "cycle-2/last-layer 1 3",
          "cycle-2/last-layer 2 6",
        ]
      )
      for step in steps {
        #expect(step.costs[.crossEntropy].map(\.isFinite) == true && step.total != nil)
        #expect(step.accuracy.map { (0...1).contains($0) } == true)
      }
    }
  }

  /// What is measured within a stage is what a stage that ends there has, and changes nothing.
  @Test func testAccuracyIsMeasuredWithinStages() throws {
    func schedule(_ passes: Int) -> String {
      "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {epochs: \(passes)}, last-layer: {epochs: 2}}]}"
    }
    try Places.withTemporaryDirectory { folder in
      let short = try run(try TinyExperiment(in: folder, schedule: schedule(1)), "", "short")
      let tiny = try TinyExperiment(in: folder, schedule: schedule(2))
      let plain = try run(tiny, "", "plain")
      let tested = try run(tiny, "logging: {test-every-passes: 1}", "tested")
      #expect(tested.directory.lastPathComponent == plain.directory.lastPathComponent)
      for (one, other) in zip(tested.record.stages, plain.record.stages) {
        #expect(one.evaluation == other.evaluation && one.passes == other.passes)
        #expect(one.predictions == other.predictions && one.key == other.key)
      }
      let within = try lines(tested.directory).filter { $0.event == .evaluation && $0.epoch != nil }
      // After the first of two passes of the joint stage and of the last layer; ends have lines of old.
      #expect(within.map { $0.stage?.name } == ["cycle-1/joint", "cycle-1/last-layer"])
      #expect(within.map(\.epoch) == [1, 1] && within.allSatisfy { $0.step != nil })
      #expect(within[0].accuracy == short.record.stages[1].evaluation.accuracy)
      #expect(try lines(plain.directory).allSatisfy { $0.event != .evaluation || $0.epoch == nil })
    }
  }

  /// A step's costs are those of its batch, whose mean over a pass is the pass's.
  @Test func stepsAddUpToPasses() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let logged = try run(tiny, "logging: {every-steps: 1}", "logged")
      try expectMeans(of: lines(logged.directory))
    }
  }

  private func expectMeans(of all: [MetricsLine]) throws {
    let warmUp = all.filter { $0.stage?.name == "warm-up" && $0.epoch == 1 }
    let pass = try #require(warmUp.first { $0.isPass })
    let steps = warmUp.filter { $0.event == .step }
    #expect(steps.map(\.step) == [1, 2, 3, 4])
    let mean = steps.reduce(0.0) { $0 + ($1.costs[.crossEntropy] ?? .nan) } / 4
    #expect(abs(mean - (pass.costs[.crossEntropy] ?? .nan)) < 1e-12)
    let total = steps.reduce(0.0) { $0 + ($1.total ?? .nan) } / 4
    #expect(abs(total - (pass.total ?? .nan)) < 1e-12)
  }

  @Test func boxesMayBeOfThePrototypesBefore() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let usual = try run(tiny, "", "usual")
      let said = try run(tiny, "pictures: {boxes: after-projection}", "said")
      let before = try run(tiny, "pictures: {boxes: before-projection}", "before")
      #expect(said.record == usual.record)
      #expect(before.directory.lastPathComponent != usual.directory.lastPathComponent)
      func sources(_ record: RunRecord) -> [StageRecord.Prototype] {
        record.stages.flatMap { $0.projection?.prototypes ?? [] }
      }
      let (one, other) = (sources(usual.record), sources(before.record))
      #expect(one.count == 12 && other.count == 12)
      // The same patches in other boxes; nothing else depends on it.
      #expect(one.map(\.source.image) == other.map(\.source.image))
      #expect(one.map(\.source.row) == other.map(\.source.row))
      #expect(one.map(\.source.box) != other.map(\.source.box))
      for (first, second) in zip(usual.record.stages, before.record.stages) {
        #expect(first.evaluation == second.evaluation && first.passes == second.passes)
      }
    }
  }
}

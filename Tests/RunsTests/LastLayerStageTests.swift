import Checkpoints
import Experiments
import Foundation
import ProtoPNet
import Recipe
import RunsTestSupport
import SoftmaxRegression
import Tensors
import TestSupport
import Testing
import Runs

/// Stage 3 by the convex solver, and what the check of a last layer leaves.
struct LastLayerStageTests {
  private static let schedule = """
    schedule:
      warm-up: {epochs: 1}
      cycles:
        - joint: {steps: 2}
          last-layer: {solver: convex, tolerance: 1e-4, own-class-limit: 2}
        - projection: false
          last-layer: {epochs: 2}
    checks: {last-layer: true}
    """

  private func run(_ tiny: TinyExperiment, results: URL) throws -> (RunRecord, URL) {
    let observer = QuietObserver()
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    let runner = try ExperimentRunner(
      Experiment(yaml: text, file: tiny.yaml.path),
      seed: 1,
      results: results,
      observer: observer
    )
    return (try runner.run(), runner.directory.url)
  }

  /// The objective from the evidence file alone.
  private func objective(_ file: borrowing HDF5Reader) throws -> Double {
    let similarities = try file.tensor("/similarities")
    let labels = try file.integers("/labels").values
    let classes = try file.integers("/prototype_class").values
    return try SoftmaxRegression(
      features: similarities,
      labels: labels.map { Int($0) },
      freeClass: classes.map { Int($0) },
      classCount: 3,
      penalty: 1e-4,
      freeLimit: LastLayerOptimization.usualOwnClassLimit
    ).objective(at: file.tensor("/weight"))
  }

  @Test func recordsACertificateAndLeavesEvidence() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let (record, directory) = try run(tiny, results: tiny.results)
      #expect(record.stages.map(\.stepCount) == [4, 2, 0, 0, 8])
      #expect(record.stages.map { $0.lastLayer?.solver } == [nil, nil, nil, .convex, .adam])
      let convex = try #require(record.stages[3].lastLayer)
      let adam = try #require(record.stages[4].lastLayer)
      #expect(convex.gap >= 0)
      #expect(convex.ending == "certified")
      #expect(adam.objective >= adam.lowerBound)
      #expect(adam.lowerBound <= convex.objective * (1 + 1e-12))
      #expect(convex.offClassCount == 12)

      for (cycle, fit) in [(1, convex), (2, adam)] {
        let path = try #require(fit.evidence)
        #expect(path == "checks/last-layer-\(cycle).h5")
        let reader = try HDF5Reader(contentsOf: directory.appending(path: path))
        // Pictures and mirror images.
        #expect(try reader.tensor("/similarities").shape == [30, 6])
        let written = try objective(reader)
        #expect(abs(written - fit.objective) <= 1e-12 * fit.objective)
        #expect(try reader.doubleAttribute("own_class_limit", of: "/") == fit.ownClassLimit)
      }
      #expect(convex.ownClassLimit == 2 && adam.ownClassLimit == 100)
      // The checkpoint holds the solution, its zeros exact.
      let checkpoint = try Checkpoint(
        contentsOf: directory.appending(path: record.stages[3].checkpoint)
      )
      let zeros = LastLayer(weight: checkpoint.lastLayer)
        .offClassCounts(prototypeClass: [0, 0, 1, 1, 2, 2]).zeros
      #expect(zeros == convex.zeroCount)
      let own = LastLayer(weight: checkpoint.lastLayer)
        .ownClassWeights(prototypeClass: [0, 0, 1, 1, 2, 2])
      #expect(own.allSatisfy { abs($0) <= 2 })
      #expect(own.count { abs($0) == 2 } == convex.limitedCount)
      #expect(try RunRecord(contentsOf: directory.appending(path: "record.json")) == record)
    }
  }

  @Test func goesOnToTheSameBytes() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let (record, directory) = try run(tiny, results: tiny.results)
      let names = ["record.json"] + record.stages.compactMap(\.lastLayer?.evidence)
      let files = (names + record.stages.map(\.checkpoint)).map { directory.appending(path: $0) }
      let before = try files.map { try Data(contentsOf: $0) }
      #expect(files.count == 8)

      // Killed within the convex stage, its evidence half written.
      var earlier = record
      earlier.isComplete = false
      earlier.stages.removeSubrange(3...)
      earlier.warnings = []
      try earlier.write(to: directory.appending(path: "record.json"))
      try Data("half".utf8).write(to: directory.appending(path: "checks/last-layer-1.h5"))
      _ = try run(tiny, results: tiny.results)
      #expect(try files.map { try Data(contentsOf: $0) } == before)
    }
  }

  @Test func withoutTheCheckNothingIsLeft() throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = Self.schedule.replacing("checks: {last-layer: true}", with: "")
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let (record, directory) = try run(tiny, results: tiny.results)
      #expect(record.stages.map { $0.lastLayer?.solver } == [nil, nil, nil, .convex, nil])
      #expect(record.stages[3].lastLayer?.evidence == nil)
      let checks = directory.appending(path: "checks").path
      let files = try FileManager.default.contentsOfDirectory(atPath: checks)
      #expect(files.filter { !$0.hasPrefix("predictions-") } == [])
    }
  }

  @Test func pointsAtWhatIsNotConvex() throws {
    func problem(_ text: String) throws -> String {
      try #require(throws: ExperimentError.self) {
        try Plan(Experiment(yaml: text, file: "tiny.yaml"))
      }.description
    }
    let text = TinyExperiment.text(schedule: Self.schedule)
    _ = try Plan(Experiment(yaml: text, file: "tiny.yaml"))
    let normalized = text.replacing("vgg11", with: "vgg11_bn")
    _ = try Plan(Experiment(yaml: normalized, file: "tiny.yaml"))
    let training = normalized.replacing(
      "cut-after: block-2",
      with: "cut-after: block-2\n  batch-normalization: {last-layer: train}"
    )
    #expect(
      try problem(training).hasPrefix(
        "tiny.yaml:10:37: the convex last layer needs features that do not change"
      )
    )
    // Adam needs no fixed features unless its distance to the optimum is asked for.
    let adam = training.replacing(
      "{solver: convex, tolerance: 1e-4, own-class-limit: 2}",
      with: "{epochs: 1}"
    )
    #expect(try problem(adam).contains("features that do not change"))
    let unchecked = adam.replacing("checks: {last-layer: true}", with: "")
    _ = try Plan(Experiment(yaml: unchecked, file: "tiny.yaml"))
    let unpenalised = text + "\ncoefficients: {last-layer-l1: 0}"
    #expect(try problem(unpenalised).contains("needs a weight of its L1 term above 0"))
  }
}

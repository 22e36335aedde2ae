import Checkpoints
import Digests
import Experiments
import Foundation
import Inspection
import Recipe
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs
import protopnet

struct BaselineRunTests {
  private func experiment(_ tiny: TinyExperiment, _ options: [String]) throws -> Experiment {
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    return try Experiment(
      yaml: text,
      file: tiny.yaml.path,
      options: ["model=baseline"] + options
    )
  }

  private struct Finished {
    var record: RunRecord
    let directory: URL
    let observer: QuietObserver
  }

  private func run(
    _ tiny: TinyExperiment,
    _ options: [String] = [],
    results: URL? = nil
  ) throws -> Finished {
    let observer = QuietObserver()
    let runner = try ExperimentRunner(
      experiment(tiny, options),
      seed: 1,
      results: results ?? tiny.results,
      observer: observer
    )
    return Finished(
      record: try runner.run(),
      directory: runner.directory.url,
      observer: observer
    )
  }

  @Test func trainsForTheSameBudget() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finished = try run(tiny)
      let (record, directory) = (finished.record, finished.directory)
      #expect(record.model == .baseline)
      #expect(record.isComplete)
      #expect(record.stages.map(\.name) == ["warm-up", "cycle-1/joint", "cycle-2/joint"])
      #expect(record.stages.map(\.stepCount) == [8, 3, 3])
      #expect(record.stages.map(\.usedCachedFeatures) == [true, false, false])
      #expect(
        finished.observer.passes == [
          "warm-up 1 4", "warm-up 2 8", "cycle-1/joint 1 3", "cycle-2/joint 1 3",
        ]
      )
      #expect(record.network.prototypeCount == 0)
      #expect(record.network.latentShape == [128, 8, 8])
      // Two convolutions, and 128 weights and a bias for each of three classes.
      let convolutions = 64 * 3 * 9 + 64 + 128 * 64 * 9 + 128
      #expect(record.network.parameterCount == convolutions + 3 * 128 + 3)
      for stage in record.stages {
        #expect(stage.evaluation.imageCount == 9)
        #expect(
          stage.evaluation.costs[.cluster] == nil && stage.evaluation.costs[.separation] == nil
        )
        for pass in stage.passes {
          #expect(pass.costs.total == pass.costs.crossEntropy)
          #expect(pass.costs[.cluster] == nil && pass.costs[.lastLayerL1] == nil)
        }
        let evidence = try #require(stage.predictions)
        let file = try PredictionFile(contentsOf: directory.appending(path: evidence.path))
        #expect(file.correctCount == stage.evaluation.correctCount)
      }
      #expect(try RunRecord(contentsOf: directory.appending(path: "record.json")) == record)
      let text = try String(
        contentsOf: directory.appending(path: "record.json"),
        encoding: .utf8
      )
      #expect(!text.contains("\"cluster\"") && !text.contains("\"separation\""))
    }
  }

  @Test func learnsColours() throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 10}, cycles: [{joint: {epochs: 10}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let record = try run(tiny).record
      #expect(record.stages.last?.evaluation.accuracy == 1)
    }
  }

  @Test func leavesTheBackboneAloneWhileItWarmsUp() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finished = try run(tiny)
      let (record, directory) = (finished.record, finished.directory)
      let states = try record.stages.map {
        try BaselineCheckpoint(contentsOf: directory.appending(path: $0.checkpoint))
      }
      func changed(_ from: Int, _ to: Int) -> [String] {
        states[from].parameters.keys.sorted().filter {
          states[from].parameters[$0] != states[to].parameters[$0]
        }
      }
      #expect(changed(0, 1).count == states[0].parameters.count)
      // With no step of the joint stages the backbone is as it was drawn.
      let other = try run(tiny, ["schedule.warm-up.epochs=1"])
      let first = try BaselineCheckpoint(
        contentsOf: other.directory.appending(path: other.record.stages[0].checkpoint)
      )
      let differing = first.parameters.keys.filter {
        first.parameters[$0] != states[0].parameters[$0]
      }
      #expect(differing.sorted() == ["linear_layer/0.bias", "linear_layer/0.weight"])
      #expect(states.map { $0.optimizers.keys.sorted() } == [["joint"], ["joint"], []])
    }
  }

  /// A run that ended after any stage goes on to the same bytes.
  @Test(arguments: [1, 2]) func goesOnToTheSameBytes(_ finished: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finishedRun = try run(tiny, results: folder.appending(path: "whole"))
      let (record, whole) = (finishedRun.record, finishedRun.directory)
      let expected = try CheckedRun.contents(whole)
      #expect(expected.keys.filter { $0.hasSuffix(".h5") }.count == 6)

      let results = folder.appending(path: "killed")
      let killed = try CheckedRun.killed(record, whole, after: finished, in: results)

      let resumed = try run(tiny, results: results)
      #expect(resumed.directory.path == killed.path)
      #expect(resumed.observer.finishedAtStart == finished)
      #expect(try CheckedRun.contents(killed) == expected)
    }
  }

  /// Ablations of the prototypes' costs share one baseline.
  @Test func isOneRunWhateverPrototypesWouldDo() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let first = try run(tiny)
      let other = try run(tiny, ["coefficients.cluster=0", "prototypes.per-class=5"])
      #expect(other.directory.path == first.directory.path)
      #expect(other.observer.stages.isEmpty)
    }
  }

  @Test func isChosenOnAValidationSplit() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let options = ["data.validation={share: 0.4, seed: 3}", "data.selection=validation"]
      let record = try run(tiny, options).record
      let counts = record.stages.compactMap(\.validation).map(\.correctCount)
      #expect(record.stages.compactMap(\.validation).map(\.imageCount) == [6, 6, 6])
      #expect(record.reportedStage == counts.firstIndex(of: counts.max() ?? -1))
    }
  }

  @Test func evaluatesItsCheckpoints() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finished = try run(tiny)
      let (record, directory) = (finished.record, finished.directory)
      for stage in record.stages {
        let file = directory.appending(path: stage.checkpoint)
        let predictions = try CheckpointEvaluator(checkpoint: file)
          .predictions(on: tiny.pictures) { _, _ in }
        #expect(predictions.correctCount == stage.evaluation.correctCount)
        #expect(predictions.logits.shape == [9, 3])
        #expect(predictions.minimumSquaredDistances == nil)
      }
      let file = directory.appending(path: record.stages[2].checkpoint)
      let alone = try CheckpointEvaluator(checkpoint: file)
        .predictions(on: tiny.pictures) { _, _ in }
      let twice = try Predictions(ensemble: [alone, alone])
      #expect(twice.logits.values == alone.logits.values.map { 2 * $0 })
      let logits = folder.appending(path: "logits.h5")
      try alone.write(to: logits)
      #expect(try PredictionFile(contentsOf: logits).logits == alone.logits)

      var checkpoint = try BaselineCheckpoint(contentsOf: file)
      checkpoint.parameters["linear_layer/0.bias"] = nil
      try checkpoint.write(to: file)
      let error = try #require(throws: RunError.self) {
        try CheckpointEvaluator(checkpoint: file)
      }
      #expect("\(error)".hasSuffix(": 'linear_layer/0.bias' (3) is missing"))
    }
  }

  @Test func isVerified() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finished = try run(tiny)
      var record = finished.record
      let directory = finished.directory
      func verify() throws -> Verification {
        try Verification(of: directory, experiment(tiny, []))
      }
      let honest = try verify()
      #expect(honest.mismatches.map(\.text) == [])
      for stage in record.stages {
        #expect(honest.findings.contains { $0.kind == .confirmed && $0.subject == stage.name })
      }

      // A warm-up that moved the backbone, and a count that is not the network’s.
      let file = directory.appending(path: record.stages[0].checkpoint)
      var checkpoint = try BaselineCheckpoint(contentsOf: file)
      checkpoint.parameters["backbone/features.0.bias"]?
        .withUnsafeMutableValues { $0[0] += 0.5 }
      try checkpoint.write(to: file)
      record.stages[0].checkpointDigest = "\(try SHA256Digest(contentsOf: file))"
      record.stages[2].evaluation.correctCount -= 1
      try record.write(to: directory.appending(path: "record.json"))
      let mismatches = try verify().mismatches
      #expect(Set(mismatches.map(\.subject)) == ["run", "warm-up", "cycle-2/joint"])
      #expect(
        mismatches.contains {
          $0.text
            == "parameters changed that the stage does not train: [\"backbone/features.0.bias\"]"
        }
      )
    }
  }

  @Test func isNoNetworkOfTheReleasedCode() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let finished = try run(tiny)
      let (record, directory) = (finished.record, finished.directory)
      let output = folder.appending(path: "out.safetensors")
      let error = try #require(throws: CheckpointError.self) {
        try ReleasedNetwork.exportFile(
          directory.appending(path: record.stages[0].checkpoint),
          to: output
        )
      }
      #expect(error.problem == "holds a baseline, which has no prototypes")
      #expect(throws: ExperimentError.self) {
        try ReleasedNetwork.importFile(output, as: experiment(tiny, []), to: output)
      }
    }
  }

  @Test func hasAPlan() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let text = try Plan(experiment(tiny, [])).text(results: tiny.results)
      #expect(text.contains("\n  baseline    mean over the map, linear layer 128 → 3 classes\n"))
      #expect(text.contains("\n  parameters  76,035\n"))
      #expect(
        text.contains(
          "\n  stages      warm-up (2 epochs), cycle-1/joint (3 steps), cycle-2/joint (3 steps)\n"
        )
      )
      #expect(!text.contains("prototypes"))
    }
  }
}

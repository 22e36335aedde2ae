import Checkpoints
import Datasets
import Experiments
import Foundation
import Inspection
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct CheckpointEvaluatorTests {
  /// Runs a tiny experiment and hands over its last checkpoint.
  private func withCheckpoint(_ body: (TinyExperiment, URL, RunRecord) throws -> Void) throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      let observer = QuietObserver()
      let runner = try ExperimentRunner(
        Experiment(yaml: text, file: tiny.yaml.path),
        seed: 1,
        results: tiny.results,
        observer: observer
      )
      let record = try runner.run()
      let last = try #require(record.stages.last)
      try body(tiny, runner.directory.url.appending(path: last.checkpoint), record)
    }
  }

  @Test func findsWhatTheRunRecorded() throws {
    try withCheckpoint { tiny, checkpoint, record in
      let predictions = try CheckpointEvaluator(checkpoint: checkpoint)
        .predictions(on: tiny.pictures) { _, _ in }
      let evaluation = try #require(record.stages.last?.evaluation)
      #expect(predictions.correctCount == evaluation.correctCount)
      #expect(predictions.images.count == evaluation.imageCount)
      #expect(predictions.classAccuracies.map(\.imageCount) == [3, 3, 3])
      #expect(predictions.logits.shape == [9, 3])
      #expect(predictions.minimumSquaredDistances?.shape == [9, 6])
      // The test folder itself may be named as well.
      let direct = try CheckpointEvaluator(checkpoint: checkpoint)
        .predictions(on: tiny.pictures.appending(path: "test")) { _, _ in }
      #expect(direct.logits == predictions.logits)
    }
  }

  @Test func namesTheClassesThatDiffer() throws {
    try withCheckpoint { tiny, checkpoint, _ in
      let test = tiny.pictures.appending(path: "test")
      try FileManager.default.moveItem(
        at: test.appending(path: "red"),
        to: test.appending(path: "rot")
      )
      let error = try #require(throws: DatasetError.self) {
        try CheckpointEvaluator(checkpoint: checkpoint).predictions(on: test) { _, _ in }
      }
      #expect(
        error.problems == [
          "class 'red' of the checkpoint has no directory here",
          "class 'rot' is none of the checkpoint's; leave it out",
        ]
      )
    }
  }

  @Test func namesParametersThatAreMissing() throws {
    try withCheckpoint { _, file, _ in
      var checkpoint = try Checkpoint(contentsOf: file)
      checkpoint.parameters["backbone/features.0.bias"] = nil
      try checkpoint.write(to: file)
      let error = try #require(throws: RunError.self) {
        try CheckpointEvaluator(checkpoint: file)
      }
      #expect("\(error)".hasSuffix(": 'backbone/features.0.bias' (64) is missing"))
    }
  }
}

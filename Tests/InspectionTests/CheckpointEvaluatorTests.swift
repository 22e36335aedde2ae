import Checkpoints
import Datasets
import Experiments
import Files
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

  /// A checkpoint of classes in one spelling, and folders in another: refused with both, never shifted.
  @Test(arguments: [
    ("cafe\u{301}", "caf\u{E9}"), ("K", "\u{212A}"), ("\u{1112}\u{1161}", "\u{D558}"),
  ])
  func spellingsOfClassesAreNotTheSame(_ own: String, _ other: String) throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      func rename(_ part: String, _ name: String, _ new: String) throws {
        let part = tiny.pictures.appending(path: part)
        try FileManager.default.moveItem(
          at: part.appending(path: name),
          to: part.appending(path: new)
        )
      }
      try rename("train", "green", own)
      try rename("test", "green", other)
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      func runner() throws -> ExperimentRunner {
        try ExperimentRunner(experiment, seed: 1, results: tiny.results, observer: QuietObserver())
      }
      let refusal = try #require(throws: DatasetError.self) { try runner().run() }
      #expect(refusal.problems.count == 1)
      #expect(
        refusal.problems[0].contains("'\(own.spelling)' of train is spelt '\(other.spelling)'")
      )

      try rename("test", other, own)
      let record = try runner().run()
      let names = ["blue", "red", own].sortedByBytes()
      #expect(record.data.classNames.hasSameBytes(as: names))
      let checkpoint = try runner().directory.file(#require(record.stages.last).checkpoint)
      let evaluator = try CheckpointEvaluator(checkpoint: checkpoint)
      let predictions = try evaluator.predictions(on: tiny.pictures) { _, _ in }
      #expect(predictions.classNames.hasSameBytes(as: names))
      #expect(predictions.correctCount == record.stages.last?.evaluation.correctCount)
      let explainer = try EnsembleExplainer(checkpoints: [checkpoint])
      let image = tiny.pictures.appending(path: "test/red/0.png")
      // Typed as it is, or as it looks.
      for name in [own, other] {
        let explanation = try explainer.explanation(of: image, className: name)
        #expect(ByteName(explanation.className) == ByteName(own))
      }

      try rename("test", own, other)
      let error = try #require(throws: DatasetError.self) {
        try evaluator.predictions(on: tiny.pictures) { _, _ in }
      }
      #expect(
        error.problems == [
          "class '\(own.spelling)' of the checkpoint is spelt '\(other.spelling)' here; rename the folder"
        ]
      )
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

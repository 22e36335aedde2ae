import Checkpoints
import Experiments
import Foundation
import Images
import Inspection
import Networks
import Recipe
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct ExperimentRunnerTests {
  private func run(_ tiny: TinyExperiment, results: URL, seed: UInt64 = 1) throws -> (
    RunRecord, URL, QuietObserver
  ) {
    let observer = QuietObserver()
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    let runner = try ExperimentRunner(
      Experiment(yaml: text, file: tiny.yaml.path),
      seed: seed,
      results: results,
      observer: observer
    )
    return (try runner.run(), runner.directory.url, observer)
  }

  @Test func runsEveryStageAndRecordsIt() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (record, directory, observer) = try run(tiny, results: tiny.results)

      let cycle = ["joint", "projection", "last-layer"]
      let names = ["warm-up"] + cycle.map { "cycle-1/\($0)" } + cycle.map { "cycle-2/\($0)" }
      #expect(record.stages.map(\.name) == names)
      #expect(observer.stages == names)
      #expect(record.isComplete)
      #expect(record.stages.map(\.stepCount) == [8, 3, 0, 8, 3, 0, 8])
      #expect(
        record.stages.map(\.usedCachedFeatures) == [true, false, false, true, false, false, true]
      )
      #expect(record.data.splits.map(\.imageCount) == [15, 15, 9])
      #expect(record.network.latentShape == [8, 8, 8])
      #expect(record.network.prototypeCount == 6)
      // 15 pictures by 4 are 4 steps a pass.
      #expect(observer.passes.prefix(3) == ["warm-up 1 4", "warm-up 2 8", "cycle-1/joint 1 3"])

      let projection = try #require(record.stages[2].projection)
      #expect(projection.prototypes.map(\.classIndex) == [0, 0, 1, 1, 2, 2])
      for prototype in projection.prototypes {
        let name = TinyExperiment.classNames[prototype.classIndex]
        #expect(prototype.source.image.hasPrefix("train/\(name)/"))
        let picture = try #require(prototype.picture)
        #expect(FileManager.default.fileExists(atPath: directory.appending(path: picture).path))
      }
      #expect(try RunRecord(contentsOf: directory.appending(path: "record.json")) == record)
    }
  }

  @Test func aPictureReplacedInMidRunEndsItAndNothingIsLost() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      let (whole, wholeDirectory) = try CheckedRun.run(experiment, folder.appending(path: "whole"))
      let pictures = try Places.contents(of: tiny.pictures).filter { $0.key.hasPrefix("train/") }
      let results = folder.appending(path: "changed")
      let observer = QuietObserver { stage in
        guard stage.name == "cycle-1/joint" else { return }
        for path in pictures.keys { try? Data([1]).write(to: tiny.pictures.appending(path: path)) }
      }
      let runner = try ExperimentRunner(experiment, seed: 1, results: results, observer: observer)
      let error = try #require(throws: ImageError.self) { try runner.run() }
      #expect("\(error)".hasPrefix("\(tiny.pictures.path)/train/"))
      #expect("\(error)".contains(" has changed since the run began: its SHA-256 digest was "))
      #expect("\(error)".hasSuffix("; put it back, or start another run"))
      let kept = try RunRecord(contentsOf: runner.directory.record)
      #expect(kept.stages.map(\.name) == ["warm-up", "cycle-1/joint"])

      for (path, data) in pictures { try data.write(to: tiny.pictures.appending(path: path)) }
      let (record, directory) = try CheckedRun.run(experiment, results)
      #expect(record == whole)
      #expect(try CheckedRun.contents(directory) == CheckedRun.contents(wholeDirectory))
    }
  }

  @Test func removesWhatAKilledRunLeftHalfWritten() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (_, directory, _) = try run(tiny, results: tiny.results)
      let before = try CheckedRun.contents(directory)
      for path in [
        ".dat.nosync1a2b.X9", "record.json.partial", "checkpoints/warm-up.h5.partial",
        "checks/predictions-warm-up.h5.partial", "prototypes/0-box.png.partial",
      ] {
        try Data([1]).write(to: directory.appending(path: path))
      }
      _ = try run(tiny, results: tiny.results)
      #expect(try CheckedRun.contents(directory) == before)
    }
  }

  /// Other programs can count what the record says, and add up networks, from the files of logits.
  @Test func keepsTheLogitsOfEveryTestImage() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (record, directory, _) = try run(tiny, results: tiny.results)
      for stage in record.stages {
        let evidence = try #require(stage.predictions)
        let file = try PredictionFile(contentsOf: directory.appending(path: evidence.path))
        #expect(file.classNames == TinyExperiment.classNames)
        #expect(file.images.count == stage.evaluation.imageCount)
        #expect(file.correctCount == stage.evaluation.correctCount)
        let evaluator = try CheckpointEvaluator(
          checkpoint: directory.appending(path: stage.checkpoint)
        )
        let predictions = try evaluator.predictions(on: tiny.pictures) { _, _ in }
        #expect(predictions.labels == file.labels)
        for (one, other) in zip(file.logits.values, predictions.logits.values) {
          #expect(abs(one - other) <= 1e-5 * max(1, abs(other)))
        }
      }
      #expect(throws: (any Error).self) {
        try PredictionFile(contentsOf: directory.appending(path: record.stages[0].checkpoint))
      }
    }
  }

  @Test func repeatsItselfToTheByte() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (_, first, _) = try run(tiny, results: folder.appending(path: "a"))
      let (_, second, _) = try run(tiny, results: folder.appending(path: "b"))
      let (_, other, _) = try run(tiny, results: folder.appending(path: "b"), seed: 2)

      let contents = try CheckedRun.contents(first)
      #expect(contents.keys.filter { $0.hasSuffix(".h5") }.count == 14)
      #expect(try CheckedRun.contents(second) == contents)
      #expect(
        try CheckedRun.contents(other)["checkpoints/warm-up.h5"]
          != contents["checkpoints/warm-up.h5"]
      )
    }
  }

  /// A run may begin with the network of another one, and read the pictures in their order.
  @Test func startsFromACheckpoint() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (earlier, first, _) = try run(tiny, results: tiny.results)
      let path = first.appending(path: try #require(earlier.stages.last).checkpoint).path
      let before = try Checkpoint(contentsOf: URL(fileURLWithPath: path))
      let next = try TinyExperiment(
        in: folder.appending(path: "next"),
        schedule: """
          start-from: \(path)
          schedule:
            warm-up: {epochs: 0}
            cycles:
              - {projection: false, last-layer: {steps: 1}}
          """
      )
      let text = try String(contentsOf: next.yaml, encoding: .utf8)
      try text.replacing("flip: true", with: "flip: true\n  order: sequential")
        .write(to: next.yaml, atomically: true, encoding: .utf8)
      let (record, second, _) = try run(next, results: next.results)
      let after = try Checkpoint(
        contentsOf: second.appending(path: record.stages[0].checkpoint)
      )
      #expect(after.parameters == before.parameters)
      #expect(after.prototypes == before.prototypes)
      #expect(after.lastLayer != before.lastLayer)
      #expect(record.network.weights?.hasPrefix("cycle-2-last-layer.h5 sha256:") == true)
    }
  }

  /// A checkpoint of a deeper backbone is not cut down silently.
  @Test func doesNotStartFromADeeperNetwork() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (earlier, first, _) = try run(tiny, results: tiny.results)
      let path = first.appending(path: try #require(earlier.stages.last).checkpoint).path
      let next = try TinyExperiment(in: folder.appending(path: "next"), more: "start-from: \(path)")
      let text = try String(contentsOf: next.yaml, encoding: .utf8)
      try text.replacing("cut-after: block-2", with: "cut-after: block-1")
        .write(to: next.yaml, atomically: true, encoding: .utf8)
      let error = try #require(throws: RunError.self) { try run(next, results: next.results) }
      #expect("\(error)".contains("'backbone/features.3.weight' is not one of its parameters"))
    }
  }

  /// A run that ended after any stage goes on to the same bytes.
  @Test(arguments: [1, 3, 4, 6]) func goesOnToTheSameBytes(_ finished: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (record, whole, _) = try run(tiny, results: folder.appending(path: "whole"))
      let expected = try CheckedRun.contents(whole)

      let results = folder.appending(path: "killed")
      let killed = try CheckedRun.killed(record, whole, after: finished, in: results)

      let (_, directory, observer) = try run(tiny, results: results)
      #expect(directory.path == killed.path)
      #expect(observer.finishedAtStart == finished)
      #expect(observer.stages.count == 7 - finished)
      #expect(try CheckedRun.contents(killed) == expected)
    }
  }

  @Test func doesNothingTwice() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (record, directory, _) = try run(tiny, results: tiny.results)
      // A finished run may have been thinned out.
      try FileManager.default.removeItem(at: directory.appending(path: "checkpoints"))
      let (again, _, observer) = try run(tiny, results: tiny.results)
      #expect(again == record)
      #expect(observer.stages.isEmpty)
    }
  }

  @Test func refusesToGoOnFromWhatWasChanged() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      var (record, directory, _) = try run(tiny, results: tiny.results)
      record.stages.removeLast()
      record.isComplete = false
      try record.write(to: directory.appending(path: "record.json"))
      let checkpoint = directory.appending(path: record.stages[5].checkpoint)
      let bytes = try Data(contentsOf: checkpoint)

      try bytes.dropLast(100).write(to: checkpoint)
      #expect(throws: RunError.changedCheckpoint(checkpoint.path)) {
        try run(tiny, results: tiny.results)
      }
      try bytes.write(to: checkpoint)
      let picture = tiny.pictures.appending(path: "test/red/0.png")
      try FileManager.default.removeItem(at: picture)
      #expect(throws: RunError.changedData(split: "test", run: directory.path)) {
        try run(tiny, results: tiny.results)
      }
    }
  }
}

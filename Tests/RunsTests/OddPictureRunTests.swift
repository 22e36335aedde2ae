import Experiments
import Foundation
import Images
import Inspection
import Runs
import RunsTestSupport
import Tensors
import TestSupport
import Testing

/// Runs on pictures that are odd in one way or another.
struct OddPictureRunTests {
  private static let schedule = """
    schedule:
      warm-up: {epochs: 1}
      cycles:
        - joint: {steps: 2}
          last-layer: {epochs: 1}
    """

  /// The warnings of a run that reads a damaged picture, and what verifying says of it.
  @Test func aDamagedPictureIsARecordedWarning() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let pixels = (0..<24 * 28 * 3).map { UInt8(truncatingIfNeeded: $0 &* 5) }
      let file = try JPEGCodec.encode(Image(width: 24, height: 28, pixels: pixels))
      let odd = Data(file.prefix(20) + [1, 2, 3] + file.dropFirst(20))
      try odd.write(to: tiny.pictures.appending(path: "train/red/odd.jpg"))
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      let (record, directory) = try CheckedRun.run(experiment, tiny.results)
      let warning =
        "train/red/odd.jpg is read although it is damaged (Corrupt JPEG data: 3 extraneous bytes "
        + "before marker 0xdb)"
      #expect(record.warnings == [warning])
      let verification = try Verification(of: directory, experiment)
      #expect(verification.mismatches.map(\.text) == [])
    }
  }

  /// What resized the training pictures resizes those that a checkpoint is evaluated on.
  @Test func aCheckpointReadsPicturesAsItsExperimentDid() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      for name in TinyExperiment.classNames {
        let pixels = (0..<40 * 300 * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ name.count) }
        try Image(width: 40, height: 300, pixels: pixels)
          .write(to: tiny.pictures.appending(path: "test/\(name)/tall.png"))
      }
      var logits: [[Float]] = []
      for value in ["pillow-12", "pillow-13"] {
        let experiment = try Experiment(
          yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
          file: tiny.yaml.path,
          options: ["data.resize=\(value)"]
        )
        let (record, directory) = try CheckedRun.run(experiment, tiny.results)
        let stage = try #require(record.stages.first)
        let file = try PredictionFile(
          contentsOf: directory.appending(path: try #require(stage.predictions).path)
        )
        let predictions = try CheckpointEvaluator(
          checkpoint: directory.appending(path: stage.checkpoint)
        ).predictions(on: tiny.pictures) { _, _ in }
        for (one, other) in zip(file.logits.values, predictions.logits.values) {
          #expect(abs(one - other) <= 1e-5 * max(1, abs(other)))
        }
        logits.append(file.logits.values)
      }
      #expect(logits[0] != logits[1])
    }
  }
}

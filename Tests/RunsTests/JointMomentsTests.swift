import Checkpoints
import Experiments
import Foundation
import RunsTestSupport
import TestSupport
import Tensors
import Testing
import Runs

/// Adam's moments at the start of a later cycle's joint stage.
struct JointMomentsTests {
  private static let schedule = """
    schedule:
      warm-up: {epochs: 1}
      cycles:
        - joint: {steps: 3}
        - joint: {steps: 1}
    """

  /// How far each number of the prototypes moves in the one step of the second cycle.
  private func moves(_ options: [String], in folder: URL) throws -> [Float] {
    let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
    let experiment = try Experiment(
      yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
      file: tiny.yaml.path,
      options: options
    )
    let (_, directory) = try CheckedRun.run(experiment, tiny.results)
    let (before, after) = try (
      Checkpoint(contentsOf: directory.appending(path: "checkpoints/cycle-1-projection.h5")),
      Checkpoint(contentsOf: directory.appending(path: "checkpoints/cycle-2-joint.h5"))
    )
    return zip(before.prototypes.vectors.values, after.prototypes.vectors.values)
      .map { abs($0 - $1) }
  }

  /// Adam's first step is as long as the learning rate, whatever the gradient.
  @Test func restartedMomentsBeginWithAFirstStep() throws {
    try Places.withTemporaryDirectory { folder in
      let rate = ["optimizer.joint.prototypes=0.01", "optimizer.joint.decay.factor=1"]
      let restarted = try moves(rate + ["optimizer.joint.moments=restarted"], in: folder)
      let moved = restarted.filter { $0 > 0 }
      #expect(!moved.isEmpty && moved.allSatisfy { abs($0 - 0.01) < 1e-4 })
      let kept = try moves(rate, in: folder)
      #expect(kept.contains { $0 > 0 && abs($0 - 0.01) > 1e-3 })
      #expect(try moves(rate + ["optimizer.joint.moments=kept"], in: folder) == kept)
    }
  }
}

import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

struct BaselineCheckpointTests {
  private static let checkpoint = BaselineCheckpoint(
    metadata: Checkpoint.Metadata(
      experiment: "name: a baseline\n",
      experimentDigest: String(repeating: "0", count: 64),
      architecture: "vgg11",
      imageSize: 32,
      classNames: ["wren", "Zaunkönig"],
      stage: "cycle-1/joint",
      epoch: 4,
      seed: 7,
      createdBy: "protopnet"
    ),
    normalization: .torchvision,
    parameters: [
      "backbone/features.0.weight": Tensor(repeating: 0.5, shape: [2, 3, 3, 3]),
      "linear_layer/0.weight": Tensor([1, -2, 3, 4], shape: [2, 2, 1, 1]),
      "linear_layer/0.bias": Tensor([0.25, 0], shape: [2]),
    ],
    optimizers: [
      "joint": OptimizerState(
        stepCount: 9,
        firstMoments: ["linear_layer/0.bias": Tensor([1, 2], shape: [2])],
        secondMoments: ["linear_layer/0.bias": Tensor([3, 4], shape: [2])]
      )
    ],
    progress: ["finished_stage_count": 2, "joint_epoch_count": 3]
  )

  @Test func readsWhatItWrote() throws {
    try Places.withTemporaryDirectory { folder in
      let file = folder.appending(path: "a.h5")
      try Self.checkpoint.write(to: file)
      #expect(try BaselineCheckpoint(contentsOf: file) == Self.checkpoint)
      #expect(try BaselineCheckpoint.isBaseline(file))
      let again = folder.appending(path: "b.h5")
      try Self.checkpoint.write(to: again)
      #expect(try Data(contentsOf: file) == Data(contentsOf: again))
    }
  }

  @Test func isNeverTakenForAProtoPNet() throws {
    try Places.withTemporaryDirectory { folder in
      let file = folder.appending(path: "a.h5")
      try Self.checkpoint.write(to: file)
      let error = try #require(throws: CheckpointError.self) { try Checkpoint(contentsOf: file) }
      #expect(error.problem == "holds a baseline, which has no prototypes")

      let other = Places.package.appending(path: "Tests/CheckpointsTests/Fixtures/checkpoint.h5")
      #expect(try !BaselineCheckpoint.isBaseline(other))
      let wrong = try #require(throws: CheckpointError.self) {
        try BaselineCheckpoint(contentsOf: other)
      }
      #expect(wrong.problem.contains("'protopnet-checkpoint', not 'protopnet-baseline'"))
    }
  }
}

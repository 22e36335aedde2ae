import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// This program's own files of parameters, with values that are no numbers.
struct NonFiniteNumbersTests {
  private func problem(
    _ write: (URL) throws -> Void,
    _ read: (URL) throws -> Void
  ) throws -> String {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try write(url)
      return Fixture.problem { try read(url) }
    }
  }

  @Test func checkpointsNameTheTensors() throws {
    var checkpoint = Samples.checkpoint
    checkpoint.lastLayer = Tensor(repeating: .nan, shape: checkpoint.lastLayer.shape)
    checkpoint.optimizers["joint"]?.firstMoments["backbone/features.0.weight"]?.setFirst(.infinity)
    let expected =
      "FILE holds values that are not finite numbers in 2 tensors: 'last_layer/weight' (6 of 6), "
      + "'optimizer/joint/first_moments/backbone/features.0.weight' (1 of 54); take one from before they "
      + "appeared, or read it with --allow-non-finite"
    #expect(
      try problem(checkpoint.write(to:)) { _ = try Checkpoint(contentsOf: $0) } == expected
    )
    #expect(
      try problem(checkpoint.write(to:)) {
        _ = try Checkpoint(contentsOf: $0, allowingNonFinite: true)
      } == ""
    )
  }

  @Test func baselinesNameTheTensors() throws {
    let baseline = BaselineCheckpoint(
      metadata: Samples.metadata,
      normalization: .torchvision,
      parameters: ["linear_layer/0.bias": Tensor([1, -.infinity], shape: [2])]
    )
    let found = try problem(baseline.write(to:)) { _ = try BaselineCheckpoint(contentsOf: $0) }
    #expect(found.contains("in 1 tensor: 'parameters/linear_layer/0.bias' (1 of 2)"))
  }

  @Test func weightsNameTheTensors() throws {
    let weights = WeightsFile(
      architecture: "vgg11",
      normalization: .torchvision,
      source: WeightsFile.Source(file: "a", digest: "b"),
      parameters: ["conv.weight": Tensor([.nan], shape: [1])]
    )
    let found = try problem(weights.write(to:)) { _ = try WeightsFile(contentsOf: $0) }
    #expect(found.contains("in 1 tensor: 'conv.weight' (1 of 1)"))
    #expect(
      try problem(weights.write(to:)) {
        _ = try WeightsFile(contentsOf: $0, allowingNonFinite: true)
      } == ""
    )
  }
}

extension Tensor {
  fileprivate mutating func setFirst(_ value: Float) {
    self = Tensor([value] + values.dropFirst(), shape: shape)
  }
}

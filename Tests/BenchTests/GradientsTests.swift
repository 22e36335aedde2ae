import ArgumentParser
import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing
import protopnet_bench

struct GradientsTests {
  @Test func writesAllThatAnotherProgramNeeds() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "gradients.h5")
      try GradientsCommand.parse([
        url.path, "--architecture", "resnet18", "--batch-size", "2", "--image-size", "32",
      ]).run()
      let file = try HDF5Reader(contentsOf: url)
      #expect(try file.tensor("/pictures").shape == [2, 3, 32, 32])
      #expect(try file.tensor("/latent").shape == [2, 128, 1, 1])
      #expect(try file.tensor("/logits").shape == [2, 200])
      #expect(
        try file.tensor("/gradients/prototypes").shape
          == file.tensor("/parameters/prototypes").shape
      )
      // One in the stem, two in each of eight blocks, one in the add-on layers.
      for position in 0..<18 {
        let map = try file.tensor("/rectified/\(position)").values
        #expect(map.allSatisfy { $0 >= 0 } && map.contains(0) && map.contains { $0 > 0 })
      }
      #expect(throws: CheckpointError.self) { try file.tensor("/rectified/18") }
      for name in ["backbone/conv1.weight", "add_on_layers/2.bias"] {
        let (parameter, gradient) = try (
          file.tensor("/parameters/\(name)"), file.tensor("/gradients/\(name)")
        )
        #expect(parameter.shape == gradient.shape)
        #expect(gradient.values.contains { $0 != 0 })
      }
    }
  }
}

import Checkpoints
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

struct WeightsFileTests {
  private let weights = WeightsFile(
    architecture: "vgg11",
    normalization: .caffe,
    source: WeightsFile.Source(file: "vgg.onnx", digest: "abc"),
    parameters: [
      "features.0.weight": Samples.tensor([4, 3, 3, 3]), "features.0.bias": Samples.tensor([4]),
    ]
  )

  @Test func whatIsWrittenIsWhatIsRead() throws {
    try Places.withTemporaryDirectory { folder in
      let urls = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      for url in urls { try weights.write(to: url) }
      #expect(try WeightsFile(contentsOf: urls[0]) == weights)
      #expect(try WeightsFile.Header(contentsOf: urls[0]) == weights.header)
      #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
    }
  }

  @Test func aCutBackboneTakesWhatItNeeds() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try weights.write(to: url)
      var graph = Graph(inputChannels: 3)
      graph.append(
        .convolution(Convolution(from: 3, to: 4, kernel: 3, hasBias: true)),
        name: "features.0"
      )
      #expect(try WeightsFile.parameters(graph.parameters, from: url) == weights.parameters)
      graph.append(
        .convolution(Convolution(from: 4, to: 2, kernel: 1, hasBias: true)),
        name: "features.2"
      )
      #expect(
        Fixture.problem { _ = try WeightsFile.parameters(graph.parameters, from: url) }
          == "FILE holds weights of vgg11 that do not fit: 'features.2.weight' (2×4×1×1) is missing, "
          + "'features.2.bias' (2) is missing; name weights of the experiment's backbone"
      )
      let wide = try Backbone(.vgg11).graph.parameters.prefix(1)
      #expect(
        Fixture.problem { _ = try WeightsFile.parameters(Array(wide), from: url) }.contains(
          "'features.0.weight' has the shape 4×3×3×3, not 64×3×3×3"
        )
      )
    }
  }

  @Test func otherFilesAreRefused() throws {
    #expect(
      Fixture.problem { _ = try WeightsFile(contentsOf: Fixture.file("checkpoint.h5")) }
        == "FILE has the format 'protopnet-checkpoint', not 'protopnet-weights'; "
        + "name a file of format 'protopnet-weights'"
    )
    let linked = Fixture.file("self-linked.h5")
    #expect(
      Fixture.problem { _ = try WeightsFile.Header(contentsOf: linked) }
        .contains("is linked more than once")
    )
  }

  private static let fetched = Places.package.appending(path: "weights/vgg16-imagenet.h5")

  /// Source of the numbers: the same file read with Python's onnx and summed with NumPy in double.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: fetched.path), "weights not fetched"))
  func theFetchedWeightsAreKeras() throws {
    let weights = try WeightsFile(contentsOf: Self.fetched)
    #expect(weights.architecture == "vgg16")
    #expect(weights.normalization == .caffe)
    #expect(weights.parameters.values.reduce(0) { $0 + $1.count } == 14_714_688)
    func sum(_ name: String) throws -> Double {
      try #require(weights.parameters[name]).values.reduce(0) { $0 + Double($1) }
    }
    #expect(abs(try sum("features.0.weight") + 4.212707) < 1e-5)
    #expect(abs(try sum("features.28.weight") + 2552.5098) < 1e-3)
    #expect(abs(try sum("features.28.bias") - 76.73021) < 1e-4)
    let kernel = try #require(weights.parameters["features.0.weight"])
    #expect(abs(kernel[0, 0, 0, 0] - 0.4800154) < 1e-6)
    let needed = try Backbone(.vgg16, cutAfter: "block-4").graph.parameters
    #expect(try WeightsFile.parameters(needed, from: Self.fetched).count == needed.count)
  }
}

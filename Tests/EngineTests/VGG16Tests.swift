import Checkpoints
import EngineTestSupport
import Engines
import Foundation
import Networks
import Recipe
import TestSupport
import Testing
import Tensors

/// The convolutional layers of VGG-16 as a whole, beside what PyTorch computes in double precision.
struct VGG16Tests {
  private static let weights = Places.package.appending(path: "weights/vgg16-imagenet.h5")
  private static var hasWeights: Bool { FileManager.default.fileExists(atPath: weights.path) }

  @Test(arguments: EngineChoice.available)
  func agreesWithPyTorch(_ engine: EngineChoice) throws {
    let backbone = try Backbone(.vgg16)
    let parameters = backbone.graph.parameters.map { ($0.name, Self.formula($0.name, $0.shape)) }
    try compare(
      Dictionary(uniqueKeysWithValues: parameters),
      mean: [0.5, 0.5, 0.5],
      deviation: [0.25, 0.25, 0.25],
      with: "/formula",
      engine
    )
  }

  @Test(
    .enabled(if: hasWeights, "needs weights/vgg16-imagenet.h5, which 'make weights' fetches"),
    arguments: EngineChoice.available
  )
  func agreesWithPyTorchOnImageNetWeights(_ engine: EngineChoice) throws {
    let file = try WeightsFile(contentsOf: Self.weights)
    let fixture = try HDF5Reader(contentsOf: fixture)
    #expect(try fixture.textAttribute("sha256", of: "/imagenet") == file.source.digest)
    try compare(
      file.parameters,
      mean: file.normalization.mean.map(Double.init),
      deviation: file.normalization.standardDeviation.map(Double.init),
      with: "/imagenet",
      engine
    )
  }

  private var fixture: URL { Places.package.appending(path: "Tests/EngineTests/Fixtures/vgg16.h5") }

  private func compare(
    _ parameters: [String: Tensor],
    mean: [Double],
    deviation: [Double],
    with dataset: String,
    _ engine: EngineChoice
  ) throws {
    let graph = try Backbone(.vgg16).graph
    let store = try engine.make().makeParameters(of: graph)
    for (name, value) in parameters { store[name] = value }
    let input = Self.input(mean: mean, deviation: deviation)
    let network = try store.compile(graph, inputShape: input.shape, mode: .evaluation)
    let truth = try HDF5Reader(contentsOf: fixture).doubles(dataset)
    expectClose(
      try network.forward(input).values,
      truth.values,
      relative: 1e-4,
      "\(dataset), \(engine)"
    )
  }

  /// The picture of make_vgg16.py, normalised, [1, 3, 96, 96].
  private static func input(mean: [Double], deviation: [Double]) -> Tensor {
    let size = 96
    var values: [Float] = []
    for channel in 0..<3 {
      for row in 0..<size {
        for column in 0..<size {
          let wave =
            sin(0.11 * Double(row) * Double(1 + channel))
            * cos(0.07 * Double(column) + Double(channel))
          let sample = (127.5 * (1 + wave)).rounded(.down)
          values.append(Float((sample / 255 - mean[channel]) / deviation[channel]))
        }
      }
    }
    return Tensor(values, shape: [1, 3, size, size])
  }

  /// A parameter of make_vgg16.py.
  private static func formula(_ name: String, _ shape: Shape) -> Tensor {
    let phase = Double(name.utf8.reduce(0) { $0 + Int($1) })
    let fan = shape.rank > 1 ? shape.dimensions.dropFirst().reduce(1, *) : 100
    let scale = 2 / Double(fan).squareRoot()
    let values = (0..<shape.count).map { Float(scale * sin(Double($0) * 1.7 + phase)) }
    return Tensor(values, shape: shape)
  }
}

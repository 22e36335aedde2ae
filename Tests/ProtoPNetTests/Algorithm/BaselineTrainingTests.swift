import Datasets
import Engine
import Engines
import Foundation
import Images
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// Training beside PyTorch's in double precision, from Fixtures/make_baselines.py.
struct BaselineTrainingTests {
  private static let names = ["vgg11", "resnet18"]
  private static let classCount = 4

  private struct Truth: Decodable {
    var logits: [Double]
    var warmUp: [Double]
    var joint: [Double]
    var weight: [Double]
    var bias: [Double]
    var backbone: [String: [Double]]
  }

  private static func truth(_ name: String) throws -> Truth {
    let file = Places.package.appending(path: "Tests/ProtoPNetTests/Fixtures/baselines.json")
    let all = try JSONDecoder().decode([String: Truth].self, from: Data(contentsOf: file))
    return try #require(all[name])
  }

  private static func network(_ name: String) throws -> BaselineNetwork {
    let backbone = try Backbone(try #require(Architecture(rawValue: name)))
    let network = BaselineNetwork(
      backbone: backbone.graph,
      extent: ReleasedNetwork.imageSize / 32,
      classCount: classCount,
      engine: Engine(convolution: .direct),
      seed: 0
    )
    for parameter in network.parameters.specifications {
      let name = parameter.name.replacing(BaselineNetwork.backbonePrefix, with: "")
      network.parameters[parameter.name] = ReleasedNetwork.parameter(name, parameter.shape)
    }
    let channels = backbone.outputChannels
    let bound = 1 / Double(channels).squareRoot()
    let weight = ReproducibleValues.uniform("linear weight", count: classCount * channels)
    network.parameters["linear_layer/0.weight"] = Tensor(
      weight.map { Float((2 * $0 - 1) * bound) },
      shape: [classCount, channels, 1, 1]
    )
    let bias = ReproducibleValues.uniform("linear bias", count: classCount)
    network.parameters["linear_layer/0.bias"] = Tensor(
      bias.map { Float($0 - 0.5) },
      shape: [classCount]
    )
    return network
  }

  private func withTrainer(
    _ network: BaselineNetwork,
    _ body: (StageTrainer) throws -> Void
  ) throws {
    try Places.withTemporaryDirectory { folder in
      let images = try (0..<8).map { index in
        let file = folder.appending(path: "\(index).png")
        try ReleasedNetwork.picture(index).write(to: file)
        let label = ReleasedNetwork.label(index)
        return LabelledImage(path: "\(index).png", file: file, classIndex: label)
      }
      let loader = ImageLoader(
        images: images,
        transform: .imageNet(imageSize: ReleasedNetwork.imageSize)
      )
      var settings = TrainingSettings(seed: 0)
      settings.optimizer.batchSize = 8
      settings.optimizer.joint.backbone = 1e-5
      settings.optimizer.joint.addOnLayers = 3e-4
      settings.optimizer.joint.decay = nil
      settings.batchNormalization.lastLayer = .train
      settings.shuffles = false
      let trainer = StageTrainer(
        network: network,
        data: TrainingData(everySplit: loader, classCount: Self.classCount),
        settings: settings
      )
      try body(trainer)
    }
  }

  @Test(arguments: names)
  func classifiesAlike(_ name: String) throws {
    let network = try Self.network(name)
    let truth = try Self.truth(name)
    let logits = try network.logits(ReleasedNetwork.input(0..<8))
    expectClose(logits.values, truth.logits, relative: 1e-4, floor: 0.01, name)
    try withTrainer(network) { trainer in
      let evaluation = try trainer.evaluate()
      expectClose(evaluation.logits.values, truth.logits, relative: 1e-4, floor: 0.01, name)
      #expect(evaluation.costs[.cluster] == nil && evaluation.costs[.separation] == nil)
    }
  }

  /// VGG reads features computed once, ResNet pictures, because its normalisation is in training mode.
  @Test(arguments: names)
  func warmsUpAlike(_ name: String) throws {
    let network = try Self.network(name)
    let truth = try Self.truth(name)
    let first = network.parameters.specifications[0].name
    let before = network.parameters[first]
    try withTrainer(network) { trainer in
      let outcome = try trainer.warmUp(.epochs(5))
      let costs = outcome.passes.map(\.costs.crossEntropy)
      expectClose(costs.map(Float.init), truth.warmUp, relative: 1e-4, floor: 0.01, name)
      #expect(outcome.passes.map(\.costs.total) == costs)
      #expect(outcome.usedCachedFeatures == (name == "vgg11"))
      #expect(outcome.stepCount == 5)
    }
    #expect(network.parameters[first] == before)
  }

  @Test(arguments: names)
  func trainsEverythingAlike(_ name: String) throws {
    let network = try Self.network(name)
    let truth = try Self.truth(name)
    try withTrainer(network) { trainer in
      let outcome = try trainer.joint(cycle: 1, .epochs(10))
      #expect(!outcome.usedCachedFeatures)
      for (step, (pass, cost)) in zip(outcome.passes, truth.joint).enumerated() {
        let error = abs(pass.costs.crossEntropy / cost - 1)
        #expect(error < 1e-3, "\(name), step \(step): \(pass.costs.crossEntropy) for \(cost)")
      }
    }
    expectSummary(network.parameters["linear_layer/0.weight"], truth.weight, "linear weight")
    expectClose(
      network.parameters["linear_layer/0.bias"].values,
      truth.bias,
      relative: 1e-3,
      floor: 0.01,
      "bias of \(name)"
    )
    for (parameter, values) in truth.backbone.sorted(by: { $0.key < $1.key }) {
      let tensor = network.parameters[BaselineNetwork.backbonePrefix + parameter]
      expectSummary(tensor, values, parameter)
    }
  }

  private func expectSummary(_ tensor: Tensor, _ truth: [Double], _ name: String) {
    let summary = ReleasedNetwork.summary(name, tensor)
    // Adam's first steps have the size of the rate whatever the gradient, so a sign that rounding
    // turns costs two rates a step.
    for (value, expected) in zip(summary, truth) {
      #expect(abs(value - expected) <= 1e-3 * max(1, abs(truth[0])), "\(name)")
    }
  }
}

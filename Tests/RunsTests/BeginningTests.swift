import Checkpoints
import Engine
import Experiments
import Foundation
import Networks
import RunsTestSupport
import TestSupport
import Tensors
import Testing
import Runs

/// What training begins with: features of weights that are scaled, prototypes that are patches.
struct BeginningTests {
  private static let schedule = "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"

  private func checkpoint(
    _ name: String,
    _ options: [String],
    in folder: URL
  ) throws -> (Checkpoint, RunRecord) {
    let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
    let experiment = try Experiment(
      yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
      file: tiny.yaml.path,
      options: options
    )
    let (record, directory) = try CheckedRun.run(experiment, tiny.results)
    return (try Checkpoint(contentsOf: directory.appending(path: "checkpoints/\(name).h5")), record)
  }

  /// A warm-up that hardly learns leaves prototypes where they begin: on patches, which projection finds.
  @Test func prototypesBeginAsPatches() throws {
    let still = [
      "optimizer.warm-up.prototypes=1e-9", "optimizer.warm-up.add-on-layers=1e-9",
      "optimizer.joint.prototypes=1e-9", "optimizer.joint.add-on-layers=1e-9",
      "optimizer.joint.backbone=1e-9",
    ]
    try Places.withTemporaryDirectory { folder in
      let (_, random) = try checkpoint("warm-up", still, in: folder)
      let (_, patches) = try checkpoint(
        "warm-up",
        still + ["prototypes.initialization=patches"],
        in: folder
      )
      let shifts = try [random, patches].map { try #require($0.stages.last?.projection?.meanShift) }
      #expect(shifts[1] < 1e-4 && shifts[0] > 0.1)
    }
  }

  /// Halves over the layers leave every feature's digits, so only its exponent changes.
  @Test(arguments: [0.0625, 0.5, 0x1p-9, 4])
  func scaledFeaturesKeepTheirDigits(scale: Double) throws {
    let graph = try Backbone(.vgg11, cutAfter: "block-3").graph
    let engine = Engine(threads: 1)
    var stream = RandomStream(seed: 3, purpose: "weights")
    let parameters = graph.parameters.reduce(into: [String: Tensor]()) { parameters, one in
      let deviation = (2 / Float(one.shape.count / one.shape[0])).squareRoot()
      parameters[one.name] = Tensor(
        (0..<one.shape.count).map { _ in deviation * stream.normal() },
        shape: one.shape
      )
    }
    func features(_ parameters: [String: Tensor]) throws -> Tensor {
      let store = ParameterStore(graph, engine: engine)
      for (name, value) in parameters { store[name] = value }
      return try CompiledNetwork(
        graph,
        parameters: store,
        inputShape: [2, 3, 32, 32],
        mode: .evaluation,
        engine: engine
      ).forward(Samples.tensor([2, 3, 32, 32], seed: 7))
    }
    let found = try features(parameters)
    let scaled = try features(FeatureScale(scale).scaled(parameters, of: graph))
    #expect(found.values.contains { $0 != 0 })
    #expect(scaled.values == found.values.map { Float(scale) * $0 })
  }
}

import Checkpoints
import Experiments
import Foundation
import Inspection
import Runs
import RunsTestSupport
import TestSupport
import Tensors
import Testing

/// What a whole network says of itself goes before the experiment, or is refused.
struct ReleasedFactsTests {
  /// A tiny run's last checkpoint, with the folder of its pictures.
  private func withCheckpoint(_ body: (TinyExperiment, Experiment, Checkpoint) throws -> Void)
    throws
  {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      let (record, directory) = try CheckedRun.run(experiment, tiny.results)
      let last = try #require(record.stages.last)
      try body(
        tiny,
        experiment,
        Checkpoint(contentsOf: directory.appending(path: last.checkpoint))
      )
    }
  }

  /// Keeps some prototypes of a checkpoint, or repeats them, under other classes.
  private func keep(_ kept: [Int], as classes: [Int], in checkpoint: inout Checkpoint) {
    let (vectors, weights) = (checkpoint.prototypes.vectors, checkpoint.lastLayer)
    let size = vectors.shape.count / vectors.shape[0]
    let classCount = weights.shape[0]
    checkpoint.prototypes.vectors = Tensor(
      kept.flatMap { Array(vectors.values[$0 * size..<($0 + 1) * size]) },
      shape: Shape([kept.count] + vectors.shape.dimensions.dropFirst())
    )
    checkpoint.lastLayer = Tensor(
      (0..<classCount).flatMap { label in classes.map { $0 == label ? Float(1) : -0.5 } },
      shape: [classCount, kept.count]
    )
    checkpoint.prototypes.classes = classes
    checkpoint.prototypes.sources = nil
  }

  @Test(
    arguments: [
      ([0, 1, 2, 3, 4], [0, 0, 1, 1, 2], nil), ([0, 2, 5], [0, 1, 2], "prototypes.per-class=1"),
      ([0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 1, 2], "prototypes.per-class=3"),
      ([0, 1, 2, 3, 4, 5, 0], [0, 1, 1, 1, 1, 2, 2], "prototypes.per-class=4"),
    ] as [([Int], [Int], String?)]
  )
  func unequalNumbersOfPrototypesWorkFromImportToExport(
    _ kept: [Int],
    _ classes: [Int],
    _ setting: String?
  ) throws {
    try withCheckpoint { tiny, experiment, original in
      var checkpoint = original
      keep(kept, as: classes, in: &checkpoint)
      let file = tiny.folder.appending(path: "released.safetensors")
      let output = tiny.folder.appending(path: "imported.h5")
      try ReleasedStateDict.write(checkpoint, to: file)
      let notes = try ReleasedNetwork.importFile(file, as: experiment, to: output)
      let imported = try Checkpoint(contentsOf: output)
      #expect(imported.prototypes.classes == classes)
      #expect(imported.prototypes.vectors == checkpoint.prototypes.vectors)
      #expect(imported.lastLayer == checkpoint.lastLayer)
      #expect(
        notes
          == (setting.map {
            ["released.safetensors: of the network, not of the experiment: \($0)"]
          } ?? [])
      )

      let predictions = try CheckpointEvaluator(checkpoint: output)
        .predictions(on: tiny.pictures) { _, _ in }
      #expect(predictions.minimumSquaredDistances?.shape == [9, classes.count])
      let explanation = try EnsembleExplainer(checkpoints: [output])
        .explanation(of: tiny.pictures.appending(path: "test/red/0.png"))
      #expect(explanation.members.count == 1)
      let again = tiny.folder.appending(path: "again.safetensors")
      try ReleasedNetwork.exportFile(output, to: again)
      #expect(try Data(contentsOf: again) == Data(contentsOf: file))
    }
  }

  @Test(arguments: [("linear", nil), ("log", 0.01), ("log", 1e-6)] as [(String, Float?)])
  func similarityAndEpsilonAreTheNetworks(_ similarity: String, _ epsilon: Float?) throws {
    try withCheckpoint { tiny, experiment, original in
      var checkpoint = original
      (checkpoint.prototypes.similarity, checkpoint.prototypes.epsilon) = (similarity, epsilon)
      let file = tiny.folder.appending(path: "released.safetensors")
      let output = tiny.folder.appending(path: "imported.h5")
      try ReleasedStateDict.write(checkpoint, to: file)
      let notes = try ReleasedNetwork.importFile(file, as: experiment, to: output)
      #expect(notes.count == 1)
      let imported = try Checkpoint(contentsOf: output)
      #expect(imported.prototypes.similarity == similarity)
      #expect(imported.prototypes.epsilon == epsilon)
      _ = try CheckpointEvaluator(checkpoint: output).predictions(on: tiny.pictures) { _, _ in }
    }
  }

  @Test func aFunctionOfWhichTheNameAloneIsThereIsSaid() throws {
    let file = Self.fixtures.appending(path: "odd-ppnet-function.pth")
    let facts = try ReleasedFacts(
      ReleasedStateDict(contentsOf: file),
      of: file,
      Experiment(yaml: TinyExperiment.text(), file: "tiny.yaml")
    )
    let words = "similarities by the function __main__.negated, of which it holds the name alone"
    #expect(facts.notes.contains { $0.contains(words) && $0.contains("experiment's, log, takes") })
  }

  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "CheckpointsTests/Fixtures")

  private func problem(_ name: String, _ change: (String) -> String = { $0 }) throws -> String {
    try Places.withTemporaryDirectory { folder in
      let experiment = try Experiment(yaml: change(TinyExperiment.text()), file: "tiny.yaml")
      do {
        let file = Self.fixtures.appending(path: name)
        try ReleasedNetwork.importFile(file, as: experiment, to: folder.appending(path: "o.h5"))
        return ""
      } catch {
        return "\(error)"
      }
    }
  }

  @Test func whatHasNoPlaceHereIsRefusedByName() throws {
    #expect(
      try problem("odd-ppnet-relu.pth").contains(
        "has ReLU as add-on layer 4 of 4, where the kind 'regular' has Sigmoid; another kind can be"
      )
    )
    let bottleneck = try problem("odd-ppnet-relu.pth") {
      $0.replacing("add-on-layers: {", with: "add-on-layers: {kind: bottleneck, ")
    }
    #expect(bottleneck.contains("has 4 add-on layers, where the kind 'bottleneck' has 16"))
    let size = try problem("odd-ppnet.pth") {
      $0.replacing("image-size: 32", with: "image-size: 64")
    }
    #expect(size.contains("odd-ppnet.pth is for pictures of 32 pixels; declare that size"))
    let strides = try problem("odd-ppnet-strides.pth")
    #expect(strides.contains("'features.0' has the strides and paddings [2, 2, 0, 0], not 1 and 1"))
    #expect(strides.contains("'features.1' is LeakyReLU, 'features.2' has the epsilon 0.001"))
  }
}

import Checkpoints
import Datasets
import Experiments
import Foundation
import Images
import Inspection
import ProtoPNet
import Recipe
import Runs
import RunsTestSupport
import Tensors
import TestSupport
import Testing

/// The check of prototypes along a run, and the command on its checkpoint.
struct MeasuredRunTests {
  /// A run on drawn birds with a check of its prototypes.
  private static func run(_ folder: URL, more: String = "") throws -> (
    Experiment, RunRecord, URL
  ) {
    let yaml = """
      name: birds
      data:
        source: toy-birds
        folder: birds
        toy-birds: {train-per-class: 2, test-per-class: 2, picture-size: 64}
        image-size: 48
      backbone: {architecture: vgg11, width-multiplier: 0.125, cut-after: block-2}
      add-on-layers: {channels: 8}
      prototypes: {per-class: 2}
      optimizer: {batch-size: 8}
      engine: {threads: 1}
      schedule:
        warm-up: {steps: 1}
        cycles: [{joint: {steps: 1}, last-layer: {epochs: 1}}]
      checks: {prototypes: true}
      \(more)
      """
    let file = folder.appending(path: "birds.yaml")
    try Data(yaml.utf8).write(to: file)
    let experiment = try Experiment(yaml: yaml, file: file.path)
    let (record, directory) = try CheckedRun.run(experiment, folder.appending(path: "results"))
    return (experiment, record, directory)
  }

  @Test func aRunLeavesCardsBadgesAndEvidence() throws {
    try Places.withTemporaryDirectory { folder in
      let (experiment, record, directory) = try Self.run(folder)
      let stage = try #require(record.stages.last)
      #expect(record.stages.dropLast().allSatisfy { $0.prototypeMetrics == nil })
      let metrics = try #require(stage.prototypeMetrics)
      #expect(metrics.cards.map(\.id) == PrototypeCard.allCases)
      #expect(metrics.cards.allSatisfy { $0.needs == nil && $0.split == "test" })
      #expect(metrics.prototypes.count == 20)
      #expect(stage.evidence?.map(\.path) == ["checks/prototypes-cycle-1-last-layer.h5"])
      #expect(try RunRecord(contentsOf: directory.appending(path: "record.json")) == record)

      let verification = try Verification(of: directory, experiment)
      #expect(verification.mismatches.map(\.text) == [])

      // The command says the same of the checkpoint.
      let pictures = try #require(
        try FileManager.default.contentsOfDirectory(
          at: folder.appending(path: "birds"),
          includingPropertiesForKeys: nil
        ).first
      )
      let evaluator = try CheckpointEvaluator(
        checkpoint: directory.appending(path: stage.checkpoint)
      )
      let measured = try evaluator.prototypeMetrics(on: pictures, part: "test") { _, _ in }
      #expect(measured.metrics == metrics)
      var settings = MeasurementSettings()
      settings.cards = [.sparsity, .seat]
      let train = try evaluator.prototypeMetrics(on: pictures, part: "train", settings) { _, _ in }
      #expect(train.metrics.cards.map(\.id) == [.seat, .sparsity])
      #expect(train.metrics.cards[0].split == "train")
      #expect(throws: DatasetError.self) {
        try evaluator.prototypeMetrics(on: pictures.appending(path: "test"), part: "train") {
          _,
          _ in
        }
      }
      try expectSeats(
        metrics,
        directory.appending(path: "checks/prototypes-cycle-1-last-layer.h5"),
        pictures
      )
    }
  }

  /// Every prototype sits on the part that the label maps have under its peaks most often.
  private func expectSeats(
    _ metrics: StageRecord.PrototypeMetrics,
    _ evidence: URL,
    _ pictures: URL
  ) throws {
    let file = try HDF5Reader(contentsOf: evidence)
    let paths = try file.texts("/images", shape: [20])
    let (images, prototypes) = (
      try file.integers("/row_images").values, try file.integers("/row_prototypes").values
    )
    let (peaks, labels) = (
      try file.integers("/peak_pixels").values, try file.integers("/peak_labels").values
    )
    var found = [[Int]](repeating: [], count: metrics.prototypes.count)
    for row in images.indices {
      let map = GrayImage(
        luminanceOf: try Image(
          contentsOf: pictures.appending(path: "parts").appending(path: paths[images[row]])
        )
      )
      let label = Int(ObjectTruth.sampled(map, imageSize: 48)[peaks[row]])
      #expect(label == labels[row])
      found[prototypes[row]].append(label)
    }
    for (prototype, labels) in zip(metrics.prototypes, found) {
      #expect(labels.count == prototype.imageCount)
      guard let part = prototype.part else { continue }
      let index = try #require(BirdPart.allCases.map(\.name).firstIndex(of: part)) + 1
      #expect(prototype.partShare == Double(labels.count { $0 == index }) / Double(labels.count))
    }
  }

  @Test func aRunThatIsNotAskedIsNotMeasured() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8) + "\nchecks: {prototypes: false}\n",
        file: tiny.yaml.path
      )
      // Nothing of it is written, so that earlier experiments keep their names.
      #expect(!experiment.resolvedYAML.contains("prototypes: false"))
    }
  }

  @Test func baselinesAreRefused() throws {
    try Places.withTemporaryDirectory { folder in
      let (_, record, directory) = try Self.run(folder, more: "model: baseline")
      let stage = try #require(record.stages.last)
      #expect(stage.prototypeMetrics == nil)
      let evaluator = try CheckpointEvaluator(
        checkpoint: directory.appending(path: stage.checkpoint)
      )
      let error = try #require(throws: RunError.self) {
        try evaluator.prototypeMetrics(on: folder, part: "test") { _, _ in }
      }
      #expect("\(error)".contains("holds a baseline, which has no prototypes to measure"))
    }
  }
}

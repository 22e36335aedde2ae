import Checkpoints
import Experiments
import Foundation
import Inspection
import Recipe
import Runs
import RunsTestSupport
import TestSupport
import Tensors
import Testing

/// What a comparison from outside needs of a checkpoint: latent maps and gradients, in HDF5.
struct LatentsAndGradientsTests {
  private func withCheckpoint(
    _ change: (String) -> String = { $0 },
    _ body: (TinyExperiment, URL) throws -> Void
  ) throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let text = change(try String(contentsOf: tiny.yaml, encoding: .utf8))
      let (record, directory) = try CheckedRun.run(
        Experiment(yaml: text, file: tiny.yaml.path),
        tiny.results
      )
      let last = try #require(record.stages.last)
      try body(tiny, directory.appending(path: last.checkpoint))
    }
  }

  // MARK: - Latent maps

  @Test func latentMapsGiveDistancesSimilaritiesAndLogits() throws {
    try withCheckpoint { tiny, checkpoint in
      let predictions = try CheckpointEvaluator(checkpoint: checkpoint)
        .predictions(on: tiny.pictures, batchSize: 4, keepingLatents: true) { _, _ in }
      let url = tiny.folder.appending(path: "latents.h5")
      try predictions.writeLatents(to: url)
      let file = try HDF5Reader(contentsOf: url)
      let (latents, whole) = (try file.tensor("/latents"), try Checkpoint(contentsOf: checkpoint))
      #expect(latents.shape == [9, 8, 8, 8])
      #expect(try file.textAttribute("axes", of: "/latents") == "picture, channel, row, column")
      #expect(try file.textAttribute("stage", of: "/") == "cycle-1/projection")
      #expect(try file.texts("/images").values == predictions.images)
      #expect(try file.integers("/labels").values == [0, 0, 0, 1, 1, 1, 2, 2, 2])
      let distances = try file.tensor("/minimum_squared_distances")
      let (similarities, cells) = (
        try file.tensor("/similarities"), try file.integers("/nearest_cells").values
      )
      let (vectors, weight) = (whole.prototypes.vectors, whole.lastLayer)
      let logits = try file.tensor("/logits")
      for image in 0..<9 {
        var found = [Double](repeating: 0, count: 3)
        for prototype in 0..<6 {
          // By definition, in double precision.
          let squared = (0..<64).map { cell in
            (0..<8).reduce(0.0) { sum, channel in
              let value = latents.values[((image * 8 + channel) * 64) + cell]
              let difference = Double(value) - Double(vectors.values[prototype * 8 + channel])
              return sum + difference * difference
            }
          }
          let smallest = squared.min() ?? .nan
          #expect(abs(Double(distances[image, prototype]) - smallest) < 1e-5)
          #expect(abs(squared[cells[image * 6 + prototype]] - smallest) < 1e-5)
          let distance = Double(distances[image, prototype])
          let similarity = log((distance + 1) / (distance + 1e-4))
          #expect(abs(Double(similarities[image, prototype]) - similarity) < 1e-3)
          for label in 0..<3 {
            found[label] +=
              Double(similarities[image, prototype]) * Double(weight[label, prototype])
          }
        }
        for label in 0..<3 { #expect(abs(Double(logits[image, label]) - found[label]) < 1e-4) }
      }
    }
  }

  @Test func theBatchSizeChangesNoMoreThanRounding() throws {
    try withCheckpoint { tiny, checkpoint in
      let evaluator = try CheckpointEvaluator(checkpoint: checkpoint)
      let whole = try evaluator.predictions(on: tiny.pictures) { _, _ in }
      for size in [1, 2, 5, 9] {
        var totals: [Int] = []
        let found = try evaluator.predictions(on: tiny.pictures, batchSize: size) {
          totals.append($1)
        }
        #expect(totals.last == (9 + size - 1) / size)
        #expect(found.correctCount == whole.correctCount)
        for (value, expected) in zip(found.logits.values, whole.logits.values) {
          #expect(
            abs(value - expected) <= 1e-4 * max(1, abs(expected)),
            "\(size) pictures at a time"
          )
        }
      }
    }
  }

  @Test func aBaselineHasNoLatentMaps() throws {
    try withCheckpoint({ $0.replacing("name: tiny", with: "name: tiny\nmodel: baseline") }) {
      tiny,
      checkpoint in
      let error = try #require(throws: RunError.self) {
        try CheckpointEvaluator(checkpoint: checkpoint)
          .predictions(on: tiny.pictures, keepingLatents: true) { _, _ in }
      }
      #expect(
        "\(error)".hasSuffix("holds a baseline, which has no prototypes and so no latent maps")
      )
      let url = tiny.folder.appending(path: "gradients.h5")
      try CheckpointEvaluator(checkpoint: checkpoint).gradients(on: tiny.pictures).write(to: url)
      let file = try HDF5Reader(contentsOf: url)
      #expect(try file.members(of: "/gradients") == ["backbone", "linear_layer"])
    }
  }

  // MARK: - Gradients

  @Test func gradientsAreSlopesOfTheTotal() throws {
    try withCheckpoint { tiny, checkpoint in
      func gradients(_ file: URL) throws -> BatchGradients {
        try CheckpointEvaluator(checkpoint: file)
          .gradients(on: tiny.pictures, from: 1, count: 7, normalization: .evaluate)
      }
      let url = tiny.folder.appending(path: "gradients.h5")
      try gradients(checkpoint).write(to: url)
      let file = try HDF5Reader(contentsOf: url)
      #expect(try file.integers("/labels").values == [0, 0, 1, 1, 1, 2, 2])
      #expect(try file.doubleAttribute("coefficient_separation", of: "/") == -0.08)
      #expect(
        try file.doubleAttribute("total", of: "/") == gradients(checkpoint).total
      )
      let whole = try Checkpoint(contentsOf: checkpoint)
      let changed = tiny.folder.appending(path: "changed.h5")
      /// The slope along one element, by central differences.
      func slope(_ step: Float, _ change: (inout Checkpoint, Float) -> Void) throws -> Double {
        let totals = try [step, -step].map { step in
          var moved = whole
          change(&moved, step)
          try moved.write(to: changed)
          return try gradients(changed).total
        }
        return (totals[0] - totals[1]) / (2 * Double(step))
      }
      func moved(_ tensor: Tensor, _ index: Int, _ step: Float) -> Tensor {
        var values = tensor.values
        values[index] += step
        return Tensor(values, shape: tensor.shape)
      }
      let lastLayer = try file.tensor("/gradients/last_layer/weight")
      #expect(lastLayer.shape == whole.lastLayer.shape)
      #expect(
        try file.integersAttribute("shape", of: "/gradients/last_layer/weight")
          == whole.lastLayer.shape.dimensions
      )
      for index in [0, 4, 9, 17] {
        let found = try slope(0.01) { $0.lastLayer = moved($0.lastLayer, index, $1) }
        #expect(abs(Double(lastLayer.values[index]) - found) < 1e-3, "last layer \(index)")
      }
      let name = "add_on_layers/2.bias"
      let bias = try file.tensor("/gradients/\(name)")
      for index in [0, 3, 6] {
        let found = try slope(0.003) { checkpoint, step in
          checkpoint.parameters[name] = checkpoint.parameters[name].map { moved($0, index, step) }
        }
        #expect(
          abs(Double(bias.values[index]) - found) < 0.02 * max(1, abs(found)),
          "\(name) \(index)"
        )
      }
      #expect(throws: RunError.self) {
        try CheckpointEvaluator(checkpoint: checkpoint).gradients(on: tiny.pictures, from: 9)
      }
    }
  }

  // MARK: - Logits that are no numbers

  @Test func noClassIsReadOffLogitsThatAreNone() throws {
    try withCheckpoint { tiny, file in
      var checkpoint = try Checkpoint(contentsOf: file)
      // Finite, but its norm is not.
      var vectors = checkpoint.prototypes.vectors.values
      vectors[3] = 3e38
      checkpoint.prototypes.vectors = Tensor(vectors, shape: checkpoint.prototypes.vectors.shape)
      try checkpoint.write(to: file)
      let predictions = try CheckpointEvaluator(checkpoint: file)
        .predictions(on: tiny.pictures) { _, _ in }
      let bad = predictions.logits.rowsWithNaN
      #expect(bad == Array(repeating: true, count: 9))
      #expect(predictions.notNumberCount == 9 && predictions.correctCount == 0)
      #expect(predictions.classAccuracies.map(\.correctCount) == [0, 0, 0])
      let picture = tiny.pictures.appending(path: predictions.images[0])
      let error = try #require(throws: RunError.self) {
        try EnsembleExplainer(checkpoints: [file]).explanation(of: picture)
      }
      #expect(
        "\(error)".contains("are no numbers (NaN or infinite), so there is nothing to explain; all")
      )
    }
  }
}

import Experiments
import Foundation
import ProtoPNet
import Recipe
import TestSupport
import Testing
import Runs
import protopnet

struct PlanTests {
  private func plan(_ text: String) throws -> Plan {
    try Plan(Experiment(yaml: text, file: "tiny.yaml"))
  }

  private func problem(_ text: String) throws -> String {
    try #require(throws: ExperimentError.self) { try plan(text) }.description
  }

  @Test func listsTheStagesOfCycles() throws {
    let text = TinyExperiment.text(
      schedule: """
        schedule:
          warm-up: {epochs: 0}
          cycles:
            - {joint: {epochs: 2}, last-layer: {steps: 5}, repeat: 2}
            - {projection: false, last-layer: {epochs: 1}}
        """
    )
    let names = try plan(text).stages.map(\.name)
    let first = ["cycle-1/joint", "cycle-1/projection", "cycle-1/last-layer"]
    let second = ["cycle-2/joint", "cycle-2/projection", "cycle-2/last-layer"]
    #expect(names == first + second + ["cycle-3/last-layer"])
  }

  @Test func pointsAtWhatDoesNotFitTheNetwork() throws {
    let text = TinyExperiment.text()
    #expect(
      try problem(text.replacing("block-2", with: "block-9")).hasPrefix(
        "tiny.yaml:9:14: vgg11 has no block 'block-9'; its blocks are block-1-convolutions"
      )
    )
    #expect(
      try problem(text.replacing("per-class: 2", with: "per-class: 2, height: 9")).contains(
        "prototypes of 9×1 do not fit the latent map of 8×8"
      )
    )
    let small = text.replacing("cut-after: block-2", with: "").replacing(
      "image-size: 32",
      with: "image-size: 16"
    )
    #expect(try problem(small).hasPrefix("tiny.yaml:5:15: "))
  }

  @Test func countsPrototypes() throws {
    let text = TinyExperiment.text().replacing("per-class: 2", with: "count: 12")
    let plan = try plan(text)
    #expect(try plan.prototypeCount(classCount: 3) == 12)
    let error = try #require(throws: ExperimentError.self) {
      try plan.prototypeCount(classCount: 5)
    }
    #expect(
      error.description.hasPrefix(
        "tiny.yaml:11:21: 12 prototypes cannot be shared equally by 5 classes; "
          + "take a multiple of 5"
      )
    )
  }

  /// VGG's warm-up features [128, 8, 8] and the distances to 6 prototypes, of 15 pictures twice.
  @Test func saysWhereFeaturesAreKept() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      func description(_ options: [String]) throws -> String {
        try Plan(Experiment(yaml: text, file: tiny.yaml.path, options: options)).text(
          results: tiny.results
        )
      }
      let last = "cycle-1/last-layer 0.0 MB in memory, cycle-2/last-layer 0.0 MB in memory"
      #expect(try description([]).contains("features    warm-up 1.0 MB in memory, \(last)"))
      let small = try description(["engine.feature-cache-gigabytes=0.0009"])
      #expect(small.contains("features    warm-up 1.0 MB on disk, \(last)"))
      let statistics = try description([
        "backbone.architecture=vgg11_bn", "backbone.batch-normalization.last-layer=train",
        "backbone.batch-normalization.warm-up=train",
      ])
      #expect(!statistics.contains("  features"))
    }
  }

  @Test func describesItselfWithAndWithoutPictures() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      let description = try Plan(Experiment(yaml: text, file: tiny.yaml.path)).text(
        results: tiny.results
      )
      #expect(description.contains("15 train, 15 projection, 9 test; 32×32 pixels"))
      #expect(description.contains("vgg11 cut after block-2 → 128×8×8; random parameters"))
      // Convolutions: 3·64·9+64, 64·128·9+128, 128·8+8, 8·8+8; prototypes 6·8; last layer 6·3.
      #expect(description.contains("parameters  76,818"))

      try FileManager.default.removeItem(at: tiny.pictures)
      let later = try Plan(Experiment(yaml: text, file: tiny.yaml.path)).text(results: tiny.results)
      #expect(later.contains("not here yet"))
    }
  }
}

import Experiments
import Recipe
import TestSupport
import Testing

/// The keys of what training begins with.
struct BeginningSectionTests {
  private static let text = """
    name: x
    data: {source: image-folder, folder: d, image-size: 64}
    backbone: {architecture: vgg16, weights: w.h5}
    schedule: {warm-up: {epochs: 5}, cycles: [{joint: {epochs: 6}}]}
    """

  private func experiment(_ options: String...) throws -> Experiment {
    try Experiment(yaml: Self.text, file: "x.yaml", options: options)
  }

  @Test func defaultsLeaveDigestsAlone() throws {
    let plain = try experiment()
    let spelled = try experiment("backbone.feature-scale=1", "prototypes.initialization=random")
    #expect(
      spelled.digest == plain.digest
        && plain.trainingSettings(seed: 1).prototypeInitialization == .random
    )
    let set = try experiment("backbone.feature-scale=0.0625", "prototypes.initialization=patches")
    #expect(set.backbone.featureScale == 0.0625 && set.digest != plain.digest)
    #expect(set.trainingSettings(seed: 1).prototypeInitialization == .patches)
    #expect(try Experiment(yaml: set.resolvedYAML, file: "x.yaml") == set)
    #expect(set.deviations.contains("backbone.feature-scale 0.0625 (1)"))
  }

  @Test(arguments: [
    (["backbone.feature-scale=0.1"], "a power of two is needed"),
    (["backbone.feature-scale=0.0625", "backbone.weights=null"], "there are no 'weights'"),
    (["backbone.feature-scale=0.0625", "backbone.architecture=resnet34"], "only features of VGG"),
    (["backbone.feature-scale=0.0625", "backbone.architecture=vgg16_bn"], "only features of VGG"),
    (["prototypes.initialization=patches", "schedule.warm-up.epochs=0"], "the schedule has none"),
    (
      ["prototypes.initialization=patches", "start-from=a.h5", "backbone.weights=null"],
      "leave out 'initialization: patches'"
    ),
  ])
  func saysWhatDoesNotGoTogether(_ options: [String], _ words: String) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: Self.text, file: "x.yaml", options: options)
    }
    #expect(error.description.contains(words), "\(error)")
  }

  /// A baseline has no prototypes to begin anywhere.
  @Test func meansNothingToABaseline() throws {
    let first = try experiment("model=baseline", "prototypes.initialization=patches")
    #expect(first.digest == (try experiment("model=baseline").digest))
  }
}

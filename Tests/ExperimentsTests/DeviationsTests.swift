import Experiments
import Foundation
import TestSupport
import Testing

struct DeviationsTests {
  private static let released = """
    name: x
    preset: as-released-code
    data: {source: image-folder, folder: d, image-size: 224}
    backbone: {architecture: resnet34, weights: w.h5}
    schedule: {warm-up: {epochs: 5}, cycles: [{joint: {epochs: 6}, last-layer: {epochs: 20}}]}
    """

  private func deviations(_ options: [String], _ text: String = released) throws -> [String] {
    try Experiment(yaml: text, file: "x.yaml", options: options).deviations
  }

  @Test func theReleasedRecipeHasNone() throws {
    #expect(try deviations([]) == [])
    #expect(try deviations(["model=baseline"]) == [])
  }

  @Test func namesWhatIsNotTheReleasedCodes() throws {
    let options = [
      "coefficients.cluster=0", "optimizer.joint.moments=restarted", "data.image-size=128",
      "backbone.batch-normalization.last-layer=evaluate", "optimizer.joint.decay=null",
      "prototypes.initialization=patches",
    ]
    let found = try deviations(options)
    #expect(found.contains("coefficients.cluster 0.0 (0.8)"))
    #expect(found.contains("optimizer.joint.moments restarted (kept)"))
    #expect(found.contains("data.image-size 128 (224)"))
    #expect(found.contains("prototypes.initialization patches (random)"))
    #expect(
      found.contains("backbone.batch-normalization.last-layer evaluate (train)")
    )
    let text = Self.released.replacing("{epochs: 20}", with: "{solver: convex}")
      .replacing(", weights: w.h5", with: "")
    #expect(
      try deviations([], text) == [
        "last layer solved as a convex problem (passes of Adam)",
        "random parameters (pretrained ones)",
      ]
    )
  }

  /// A baseline has no prototypes, so their settings are none of its deviations.
  @Test func baselinesAreComparedWithBaselines() throws {
    let options = ["model=baseline", "coefficients.cluster=0", "optimizer.batch-size=40"]
    #expect(try deviations(options) == ["optimizer.batch-size 40 (80)"])
  }
}

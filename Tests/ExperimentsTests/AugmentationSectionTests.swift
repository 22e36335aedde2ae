import Experiments
import Recipe
import Testing

struct AugmentationSectionTests {
  private func text(_ augmentation: String) -> String {
    ExperimentTests.minimal.replacing(
      "  image-size: 64",
      with: "  image-size: 64\n  augmentation: \(augmentation)"
    )
  }

  private func problems(_ augmentation: String) throws -> String {
    try #require(throws: ExperimentError.self) {
      try Experiment(yaml: text(augmentation), file: "x.yaml")
    }.description
  }

  @Test func experimentsWithoutItStayAsTheyWere() throws {
    let experiment = try Experiment(yaml: ExperimentTests.minimal, file: "x.yaml")
    #expect(experiment.data.augmentation == nil)
    #expect(!experiment.resolvedYAML.contains("augment"))
  }

  @Test func theDefaultIsTheScriptsThirtyCopies() throws {
    let experiment = try Experiment(yaml: text("{preset: as-paper}"), file: "x.yaml")
    let augmentation = try #require(experiment.data.augmentation)
    #expect(augmentation.preset == .asPaper)
    #expect(augmentation.mode == .offline)
    #expect(
      [augmentation.rotation, augmentation.skew, augmentation.shear, augmentation.distortion]
        == [10, 10, 10, 0]
    )
    #expect(!augmentation.originals)
    #expect(try Experiment(yaml: experiment.resolvedYAML, file: "y.yaml") == experiment)
    let other = try Experiment(yaml: text("{preset: as-released-code}"), file: "x.yaml")
    #expect(other.digest != experiment.digest)
  }

  @Test func problemsPointAtTheirLines() throws {
    #expect(
      try problems("{rotation: 3}").hasPrefix("x.yaml:6:17: 'augmentation' needs the key 'preset'")
    )
    #expect(
      try problems("{preset: as-papr}").hasPrefix(
        "x.yaml:6:26: 'preset' in 'augmentation' must be one of 'as-paper', 'as-released-code', "
          + "not 'as-papr' (did you mean 'as-paper'?)"
      )
    )
    #expect(
      try problems("{preset: as-paper, rotation: 0, skew: 0, shear: 0}").hasPrefix(
        "x.yaml:6:17: there is no copy to make; give at least one of 'rotation'"
      )
    )
    #expect(
      try problems("{preset: as-paper, mode: on-the-fly, folder: copies}").hasPrefix(
        "x.yaml:6:62: copies made on the fly lie in no folder"
      )
    )
    #expect(
      try problems("{preset: as-paper, mode: on-the-fly, file: copies.h5}").hasPrefix(
        "x.yaml:6:60: copies made on the fly lie in no file"
      )
    )
    #expect(
      try problems("{preset: as-paper, folder: copies, file: copies.h5}").hasPrefix(
        "x.yaml:6:58: copies lie in a folder or in a file; leave out one of the two"
      )
    )
    #expect(
      try problems("{preset: as-paper, rotations: 3, skew: -1}").hasPrefix(
        """
        x.yaml:6:36: unknown key 'rotations' in 'augmentation' (did you mean 'rotation'?)
        """
      )
    )
  }
}

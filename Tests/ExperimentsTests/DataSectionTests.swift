import Experiments
import Testing

/// The keys of how pictures become inputs.
struct DataSectionTests {
  private func experiment(_ options: String...) throws -> Experiment {
    let text = """
      name: inputs
      data: {source: image-folder, folder: pictures, image-size: 64}
      backbone: {architecture: vgg11}
      schedule: {cycles: [{joint: {epochs: 1}}]}
      """
    return try Experiment(yaml: text, file: "inputs.yaml", options: options)
  }

  /// Runs of earlier versions keep their names, and the defaults are the same spelled out.
  @Test func theDefaultsDecideNothing() throws {
    let plain = try experiment()
    #expect(!plain.resolvedYAML.contains("resize") && !plain.resolvedYAML.contains("gray-16"))
    let spelled = try experiment("data.resize=pillow-12", "data.gray-16=scaled")
    #expect(spelled.digest == plain.digest)
  }

  @Test(arguments: ["data.resize=pillow-13", "data.gray-16=pillow"])
  func otherValuesAreOtherExperiments(option: String) throws {
    let other = try experiment(option)
    #expect(try other.digest != experiment().digest)
    #expect(try Experiment(yaml: other.resolvedYAML, file: "again.yaml").digest == other.digest)
  }

  @Test func offlineCopiesAreMadeOfScaledPictures() throws {
    let error = try #require(throws: ExperimentError.self) {
      try experiment("data.gray-16=pillow", "data.augmentation={preset: as-paper}")
    }
    #expect("\(error)".contains("offline copies are made of scaled pictures; leave out 'gray-16'"))
  }
}

import Experiments
import Recipe
import Testing

struct ChecksSectionTests {
  private func experiment(_ more: String) throws -> Experiment {
    try Experiment(yaml: ExperimentTests.minimal + "\n" + more, file: "x.yaml")
  }

  /// Sections that are not given leave the digests of earlier experiments alone.
  @Test func writesNothingThatIsNotGiven() throws {
    let plain = try experiment("")
    #expect(!plain.checks.theorem)
    #expect(!plain.resolvedYAML.contains("checks") && !plain.resolvedYAML.contains("pruning"))
    let checked = try experiment("checks: {theorem: true}\n")
    #expect(checked.checks.theorem && checked.digest != plain.digest)
    #expect(try Experiment(yaml: checked.resolvedYAML, file: "x.yaml") == checked)
  }

  /// Experiments from before there was the check keep their digests, and one that declines it has them too.
  @Test func theCheckOfPrototypesIsWrittenWhereItIsAskedFor() throws {
    let declined = try experiment("checks: {theorem: true, prototypes: false}\n")
    #expect(declined.digest == (try experiment("checks: {theorem: true}\n").digest))
    let asked = try experiment("checks: {prototypes: true}\n")
    #expect(asked.checks.prototypes && asked.resolvedYAML.contains("  prototypes: true"))
    #expect(try Experiment(yaml: asked.resolvedYAML, file: "x.yaml") == asked)
  }

  /// The theorem is about the logarithm.
  @Test func refusesTheLinearSimilarity() throws {
    let error = try #require(throws: ExperimentError.self) {
      try experiment("checks: {theorem: true}\nprototypes: {similarity: {function: linear}}\n")
    }
    #expect(error.description.contains("Theorem 2.1 is about the similarity 'log'"))
  }

  @Test func readsAPruning() throws {
    let text = ExperimentTests.minimal.replacing(
      "- joint:",
      with: "- pruning: {nearest: 5}\n      joint:"
    )
    let experiment = try Experiment(yaml: text, file: "x.yaml")
    let pruning = try #require(experiment.schedule.cycles[0].pruning)
    #expect(pruning.nearest == 5 && pruning.threshold == 3)
    #expect(try Experiment(yaml: experiment.resolvedYAML, file: "x.yaml") == experiment)

    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: text.replacing("nearest: 5", with: "nearest: 2"), file: "x.yaml")
    }
    #expect(error.description.contains("at most 'nearest' = 2 images"))
  }
}

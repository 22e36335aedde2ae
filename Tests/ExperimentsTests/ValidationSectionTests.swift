import Experiments
import Recipe
import Testing

struct ValidationSectionTests {
  private func experiment(_ lines: String) throws -> Experiment {
    let text = ExperimentTests.minimal.replacing(
      "  image-size: 64\n",
      with: "  image-size: 64\n\(lines)\n"
    )
    return try Experiment(yaml: text, file: "x.yaml")
  }

  private func message(_ lines: String) throws -> String {
    let error = try #require(throws: ExperimentError.self) { try experiment(lines) }
    #expect(error.problems.count == 1)
    return error.problems[0].message
  }

  @Test func readsAndResolvesBothForms() throws {
    let share = try experiment("  validation: {share: 0.1}\n  selection: validation")
    #expect(share.data.validation?.share == 0.1)
    #expect(share.data.validation?.seed == 1)
    #expect(share.resolvedYAML.contains("  validation:\n    share: 0.1\n    seed: 1\n"))
    #expect(try Experiment(yaml: share.resolvedYAML, file: "y.yaml") == share)

    let folder = try experiment("  validation: {folder: val}")
    #expect(folder.data.validation?.folder == "val")
    #expect(folder.data.selection == nil)
    #expect(try Experiment(yaml: folder.resolvedYAML, file: "y.yaml") == folder)
  }

  @Test func readsATestSplitInPlaceOfADirectory() throws {
    let drawn = try experiment("  test-split: {share: 0.3}")
    #expect(drawn.data.testFolder == nil)
    #expect(drawn.resolvedYAML.contains("  test-split:\n    share: 0.3\n    seed: 1\n"))
    #expect(!drawn.resolvedYAML.contains("  test: "))
    #expect(try Experiment(yaml: drawn.resolvedYAML, file: "y.yaml") == drawn)
    #expect(try message("  test: test\n  test-split: {}") == "give one of 'test' and 'test-split'")
    #expect(try message("  test-split: {share: 1}").contains("below 1"))
  }

  /// Experiments without a validation split keep their digests.
  @Test func writesNothingWhereNothingIsDeclared() throws {
    let resolved = try Experiment(yaml: ExperimentTests.minimal, file: "x.yaml").resolvedYAML
    #expect(!resolved.contains("validation") && !resolved.contains("selection"))
  }

  @Test func choosingOnTheTestSplitHasToBeSaid() throws {
    #expect(try experiment("  selection: test").data.selection == .test)
    #expect(
      try message("  selection: validation")
        == "choosing on a validation split needs the key 'validation'"
    )
  }

  @Test(arguments: [
    (
      "{}",
      "name a 'folder', or a 'share' of the training pictures such as 0.1, or 'fold' and 'folds'"
    ),
    ("{share: 1}", "a share of the training pictures must be below 1"),
    ("{folder: val, share: 0.1}", "give one of 'folder', 'share' and 'fold'"),
    ("{fold: 3, folds: 2}", "there are 2 folds, counted from 1"),
    ("{folds: 2}", "a fold needs both keys, such as 'fold: 1' and 'folds: 5'"),
    ("{folder: val, seed: 2}", "a seed has no meaning beside 'folder'; it draws pictures"),
    ("{folder: test}", "validation needs pictures of its own, and 'test' is another split"),
    ("{folder: train}", "validation needs pictures of its own, and 'train' is another split"),
  ])
  func refuses(_ validation: String, _ expected: String) throws {
    #expect(try message("  validation: \(validation)") == expected)
  }
}

import Experiments
import Recipe
import Reports
import Testing

struct CrossValidationTableTests {
  /// The folds of a setting; each run classifies so many of 100 left-out pictures correctly.
  private func sets(_ label: String, _ correct: [Int?]) -> [RunSet] {
    correct.enumerated().map { index, correct in
      let runs = correct.map { correct in
        var record = FakeRun.record(experiment: "cv \(label) \(index)", seed: 1)
        for stage in record.stages.indices {
          var validation = record.stages[stage].evaluation
          (validation.split, validation.imageCount) = ("validation", 100)
          validation.correctCount = correct
          record.stages[stage].validation = validation
        }
        record.selection = .validation
        return record
      }
      return RunSet(
        name: "\(label), fold: \(index + 1)",
        settings: [.init("channels", label), .init("fold", "\(index + 1)")],
        runs: [runs].compactMap { $0.map { FakeRun.run($0) } },
        expectedSeeds: [1]
      )
    }
  }

  private func rows(_ sets: [RunSet]) throws -> [[String]] {
    let table = try TableKind.crossValidation.tables(TableInput(sets))[0]
    return table.rows.map { [$0.title] + $0.cells.map(\.ownText) }
  }

  @Test func choosesTheBestMeanOverTheFolds() throws {
    #expect(
      try rows(sets("128", [80, 84, 88]) + sets("256", [90, 85, 89])) == [
        ["channels: 128", "84.0 ± 4.0", "–", "3 of 3"],
        ["channels: 256", "88.0 ± 2.6", "chosen", "3 of 3"],
      ]
    )
  }

  @Test func choosesNothingBeforeAllFoldsAreRun() throws {
    #expect(
      try rows(sets("128", [80, 84]) + sets("256", [90, nil])) == [
        ["channels: 128", "82.0 ± 2.8", "not run", "2 of 2"],
        ["channels: 256", "90.0", "not run", "1 of 2"],
      ]
    )
  }
}

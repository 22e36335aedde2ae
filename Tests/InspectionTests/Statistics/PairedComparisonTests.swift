import Experiments
import Foundation
import Inspection
import TestSupport
import Testing
import Runs

struct PairedComparisonTests {
  private let first = [true, true, true, false, false, false, true, true]
  private let second = [true, false, true, true, true, true, true, true]

  @Test func countsImagesThatTellTheNetworksApart() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      let comparison = try PairedComparison(
        runs.network("one", [1: first, 2: first, 3: first]),
        runs.network("two", [1: second, 3: first, 4: second])
      )
      #expect(comparison.pairs.map(\.seed) == [1, 3])
      #expect(comparison.pairs[0].onlyFirst == 1 && comparison.pairs[0].onlySecond == 3)
      // 2·(1 + 4) / 2⁴.
      #expect(abs(comparison.pairs[0].pValue - 0.625) < 1e-12)
      #expect(comparison.pairs[1].pValue == 1)
      #expect(comparison.imageCount == 8)
      // Half of (3 - 1) / 8 over the two seeds lies inside.
      #expect(comparison.interval.contains(0.125))
      #expect(comparison.interval.lowerBound < 0)
    }
  }

  @Test func saysWhyThereIsNothingToCompare() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      let one = try runs.network("one", [1: first])
      func absence(_ other: NetworkPredictions) -> PredictionsAbsence? {
        do throws(PredictionsAbsence) {
          _ = try PairedComparison(one, other)
          return nil
        } catch {
          return error
        }
      }
      #expect(absence(try NetworkPredictions([])) == .notRun)
      #expect(absence(try runs.network("two", [2: second])) == .noCommonSeed)
      let bare = try runs.run("bare", seed: 1, correct: second, keepsPredictions: false)
      #expect(absence(try NetworkPredictions([bare])) == .noPredictions)
      let others = try runs.run("others", seed: 1, correct: second, images: "photo")
      #expect(absence(try NetworkPredictions([others])) == .otherImages)

      let removed = try runs.run("removed", seed: 1, correct: second)
      try FileManager.default.removeItem(at: removed.directory.appending(path: "checks"))
      #expect(absence(try NetworkPredictions([removed])) == .noPredictions)
    }
  }

  @Test func refusesPredictionsThatAreNotTheRuns() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      var run = try runs.run("one", seed: 1, correct: first)
      let digest = run.record.stages[0].predictions?.digest
      run.record.stages[0].predictions?.digest = "other"
      #expect(throws: RunError.self) { try NetworkPredictions([run]) }
      run.record.stages[0].predictions?.digest = try #require(digest)
      run.record.stages[0].evaluation.correctCount += 1
      #expect(throws: RunError.self) { try NetworkPredictions([run]) }
    }
  }
}

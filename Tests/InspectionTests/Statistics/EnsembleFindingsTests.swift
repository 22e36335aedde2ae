import Experiments
import Foundation
import Inspection
import TestSupport
import Testing
import Runs

struct EnsembleFindingsTests {
  @Test func addsTheLogitsOfEverySubset() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      // The surest network decides where two disagree.
      let networks = [
        try runs.network("a", [1: [true, true, false, false]], margin: 1),
        try runs.network(
          "b",
          [1: [true, false, true, false], 2: [true, true, true, true]],
          margin: 2
        ),
        try runs.network("c", [1: [false, true, true, true]], margin: 4),
      ]
      let findings = EnsembleFindings(networks)
      #expect(findings.results.map(\.members) == [[0, 1], [0, 2], [1, 2], [0, 1, 2]])
      #expect(findings.results.map { $0.runs[0].correctCount } == [2, 3, 3, 3])
      #expect(findings.results.allSatisfy { $0.runs.map(\.seed) == [1] && $0.imageCount == 4 })
      #expect(findings.results[3].runs[0].memberCorrectCounts == [2, 2, 3])
      #expect(findings.results.map(\.bestMember) == [0, 1, 1, 2])
      #expect(findings.absences.isEmpty && !findings.isLimited)
      // Of the pair a and b: a speaks for b's class in images 0 and 3 and against it in 1 and 2.
      let shares = findings.results[0].runs[0].shares
      #expect(abs(shares[0]) < 1e-6 && abs(shares[1] - 1) < 1e-6)
      #expect(findings.results[0].comparison.pairs[0].onlySecond == 1)
    }
  }

  @Test func leavesOutWhatCannotBeAdded() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      let correct = [true, false]
      let networks = [
        try runs.network("a", [1: correct]),
        try NetworkPredictions([]),
        try NetworkPredictions([
          runs.run("c", seed: 1, correct: correct, keepsPredictions: false)
        ]),
        try NetworkPredictions([runs.run("d", seed: 1, correct: correct, images: "photo")]),
        try runs.network("e", [1: correct]),
      ]
      let findings = EnsembleFindings(networks)
      #expect(findings.results.map(\.members) == [[0, 4]])
      #expect(findings.absences == [1: .notRun, 2: .noPredictions, 3: .otherImages])
    }
  }

  @Test func formsPairsAndAllOfManyNetworks() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = PredictionRuns(folder: folder)
      let networks = try (0...EnsembleFindings.networkLimit).map {
        try runs.network("n\($0)", [1: [true, $0 % 2 == 0]])
      }
      let findings = EnsembleFindings(networks)
      #expect(findings.isLimited)
      #expect(findings.results.count == 21 + 1)
      #expect(findings.results.last?.members.count == 7)
    }
  }
}

import Checkpoints
import Experiments
import Foundation
import Inspection
import Recipe
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct PruningStageTests {
  @Test(arguments: ["{epochs: 2}", "{solver: convex}"])
  func prunesAndOptimizesAgain(_ again: String) throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder, again: again)
      let names = run.record.stages.map(\.name)
      #expect(names.suffix(3) == ["cycle-2/last-layer", "cycle-2/pruning", "cycle-3/last-layer"])
      let stage = try #require(run.stage("cycle-2/pruning"))
      let pruning = try #require(stage.pruning)
      #expect(pruning.prototypeCountBefore == 12)
      // Some go, and no class loses all.
      #expect(pruning.kept.count < 12 && pruning.kept == pruning.kept.sorted())
      #expect(pruning.keptPerClass.allSatisfy { $0 > 0 })
      #expect(pruning.keptPerClass.reduce(0, +) == pruning.kept.count)
      #expect(
        pruning.correctCountBefore == run.stage("cycle-2/last-layer")?.evaluation.correctCount
      )

      func checkpoint(_ name: String) throws -> Checkpoint {
        let stage = try #require(run.stage(name))
        let path = stage.checkpoint
        return try Checkpoint(contentsOf: run.directory.appending(path: path))
      }
      let before = try checkpoint("cycle-2/last-layer")
      let after = try checkpoint("cycle-2/pruning")
      let last = try checkpoint("cycle-3/last-layer")
      #expect(after.prototypes.classes == pruning.kept.map { before.prototypes.classes[$0] })
      let sources = try #require(before.prototypes.sources)
      #expect(after.prototypes.sources == pruning.kept.map { sources[$0] })
      for (position, index) in pruning.kept.enumerated() {
        let (one, other) = (after.prototypes.vectors, before.prototypes.vectors)
        #expect(one.slice(position).values == other.slice(index).values)
      }
      #expect(last.prototypes == after.prototypes && last.lastLayer != after.lastLayer)

      let file = try HDF5Reader(contentsOf: run.directory.appending(path: "checks/pruning-2.h5"))
      let kept = try file.booleans("/kept").values
      let (classes, nearest) = (
        try file.integers("/class").values, try file.integers("/nearest_class")
      )
      let images = try file.integers("/nearest_image").values
      #expect(nearest.shape == [12, 5] && images.allSatisfy { (0..<15).contains($0) })
      for prototype in 0..<12 {
        let own = nearest.values[prototype * 5..<prototype * 5 + 5]
          .count { $0 == classes[prototype] }
        #expect(kept[prototype] == (own >= 4))
        #expect(kept[prototype] == pruning.kept.contains(prototype))
      }
      let stages = [
        "before": "cycle-2/last-layer", "after": "cycle-2/pruning",
        "reoptimized": "cycle-3/last-layer",
      ]
      for (name, stage) in stages {
        let accuracy = try file.doubleAttribute("accuracy_\(name)", of: "/")
        #expect(accuracy == run.stage(stage)?.evaluation.accuracy)
      }
    }
  }

  /// A run that ended after any stage, with files of later ones lying about or not, ends in the same bytes.
  @Test(arguments: [2, 4, 6, 7, 8], [true, false])
  func goesOnToTheSameBytes(_ finished: Int, _ keepsEvidence: Bool) throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let expected = try CheckedRun.contents(run.directory)
      #expect(expected.keys.filter { $0.hasPrefix("checks/") && $0.hasSuffix(".h5") }.count == 14)

      let results = folder.appending(path: "killed")
      let killed = try CheckedRun.killed(run.record, run.directory, after: finished, in: results)
      let paths = run.record.stages.map { Set(($0.evidence ?? []).map(\.path)) }
      let later = paths[finished...].reduce(Set()) { $0.union($1) }
      for path in later.subtracting(paths[..<finished].reduce(Set()) { $0.union($1) })
      where !keepsEvidence {
        try FileManager.default.removeItem(at: killed.appending(path: path))
      }

      let (_, directory) = try CheckedRun.run(run.experiment, results)
      #expect(directory.path == killed.path)
      #expect(try CheckedRun.contents(killed) == expected)
    }
  }

  /// The evaluator builds the smaller network from a pruned checkpoint.
  @Test func evaluatesAPrunedNetwork() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let stage = try #require(run.record.stages.last)
      let file = run.directory.appending(path: stage.checkpoint)
      let predictions = try CheckpointEvaluator(checkpoint: file)
        .predictions(on: run.tiny.pictures) { _, _ in }
      #expect(predictions.correctCount == stage.evaluation.correctCount)
      let kept = try #require(run.stage("cycle-2/pruning")?.pruning).kept.count
      #expect(predictions.minimumSquaredDistances?.shape == [9, kept])
    }
  }

  /// Fewer prototypes than declared are an error where nothing prunes.
  @Test func refusesFewerPrototypesWithoutAPruning() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let stage = try #require(run.stage("cycle-2/pruning"))
      var checkpoint = try Checkpoint(
        contentsOf: run.directory.appending(path: stage.checkpoint)
      )
      checkpoint.metadata.experiment = checkpoint.metadata.experiment
        .split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !["pruning:", "nearest:", "threshold:"].contains($0.trimmed.prefixWord) }
        .joined(separator: "\n")
      let file = folder.appending(path: "other.h5")
      try checkpoint.write(to: file)
      #expect(throws: RunError.self) { try CheckpointEvaluator(checkpoint: file) }
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
  fileprivate var prefixWord: String { String(prefix { $0 != " " }) }
}

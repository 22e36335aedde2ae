import Experiments
import Foundation
import Recipe
import Reports

/// Runs of a matrix of models and backbones, with what their predictions say together.
enum PaperFixture {
  /// A finished ProtoPNet or baseline whose last stage classifies `correct` of 600 images correctly.
  static func record(
    _ architecture: String,
    seed: UInt64,
    correct: Int,
    isBaseline: Bool = false
  ) -> RunRecord {
    var record = FakeRun.record(
      experiment: isBaseline ? "baseline" : "table-1",
      architecture: architecture,
      seed: seed,
      cycles: isBaseline ? 0 : 2,
      classNames: ["ember-finch", "lake-heron", "sun-warbler", "moss-wren"],
      prototypesPerClass: 3,
      finalCorrectCount: correct
    )
    if isBaseline {
      record.model = .baseline
      record.stages[0].id = Stage.ID(.joint)
      record.stages[0].evaluation.correctCount = correct
    } else {
      addChecks(to: &record)
    }
    for index in record.stages.indices {
      record.stages[index].predictions = .init(
        path: "checks/predictions-\(record.stages[index].name.replacing("/", with: "-")).h5",
        digest: FakeRun.digest("predictions \(seed) \(index)")
      )
    }
    return record
  }

  /// A checked projection, a convex last layer with a bound, and a pruning that is optimised again.
  private static func addChecks(to record: inout RunRecord) {
    record.stages[5].projectionCheck = ProjectionCheckTableTests.check
    record.stages[6].lastLayer = .init(
      solver: .convex,
      objective: 0.412,
      lowerBound: 0.412 - 3e-7,
      certificateKind: "fenchel-dual",
      iterationCount: 40 + Int(record.seed),
      ending: "certified",
      offClassCount: 36,
      zeroCount: 27
    )
    record.stages[6].lastLayer?.ownClassLimit = 100
    record.stages[6].lastLayer?.limitedCount = Int(record.seed) - 1
    let last = record.stages.removeLast()
    var (pruned, again) = (last, last)
    let before = last.evaluation.correctCount + 2
    var cycle = last
    cycle.evaluation.correctCount = before
    pruned.id = Stage.ID(.pruning, cycle: 2)
    pruned.lastLayer = nil
    pruned.evaluation.correctCount = before - 6
    pruned.pruning = .init(
      nearest: 6,
      threshold: 3,
      prototypeCountBefore: 12,
      kept: Array(0..<10),
      keptPerClass: [3, 3, 2, 2],
      correctCountBefore: before
    )
    again.id = Stage.ID(.lastLayer, cycle: 3)
    again.lastLayer = nil
    record.stages += [cycle, pruned, again]
  }

  static func set(
    _ architecture: String,
    _ correct: [Int],
    isBaseline: Bool = false
  ) -> RunSet {
    let model = isBaseline ? "baseline" : "protopnet"
    return RunSet(
      name: "model: \(model), backbone: \(architecture)",
      settings: [.init("model", model), .init("backbone", architecture)],
      runs: correct.enumerated().map { index, correct in
        FakeRun.run(
          record(architecture, seed: UInt64(index + 1), correct: correct, isBaseline: isBaseline)
        )
      },
      expectedSeeds: [1, 2, 3]
    )
  }

  static let sets = [
    set("vgg16", [480, 486, 492]),
    set("resnet34", [500, 504]),
    set("vgg19", []),
    set("vgg16", [470, 474, 478], isBaseline: true),
    set("resnet34", [530, 540], isBaseline: true),
  ]

  static func comparison(_ second: [Int], _ interval: ClosedRange<Double>) -> PairedComparison {
    PairedComparison(
      imageCount: 600,
      pairs: second.enumerated().map { index, second in
        .init(
          seed: UInt64(index + 1),
          onlyFirst: 10,
          onlySecond: second,
          pValue: index == 0 ? 0.0002 : 0.0434
        )
      },
      interval: interval
    )
  }

  /// The sets with comparisons of both backbones and the ensemble of their ProtoPNets.
  static func input() throws -> TableInput {
    var input = try TableInput(sets)
    input.comparisons = [
      .init(first: 3, second: 0): .success(comparison([20, 22, 24], 0.004...0.038)),
      .init(first: 4, second: 1): .success(comparison([2, 4], -0.071 ... -0.04)),
      .init(first: 0, second: 1): .success(comparison([30, 31], 0.011...0.052)),
      .init(first: 0, second: 3): .failure(.noPredictions),
      .init(first: 0, second: 4): .failure(.otherImages),
    ]
    input.ensembles = EnsembleFindings(
      results: [
        EnsembleResult(
          members: [0, 1],
          imageCount: 600,
          runs: [
            .init(
              seed: 1,
              correctCount: 522,
              memberCorrectCounts: [480, 500],
              shares: [0.4, 0.6]
            ),
            .init(
              seed: 2,
              correctCount: 528,
              memberCorrectCounts: [486, 504],
              shares: [0.45, 0.55]
            ),
          ],
          bestMember: 1,
          comparison: comparison([32, 34], 0.02...0.06)
        )
      ],
      absences: [2: .notRun]
    )
    return input
  }
}

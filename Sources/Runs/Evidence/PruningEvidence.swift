import Experiments
import ProtoPNet
import Recipe

/// Records a pruning and keeps `checks/pruning-<cycle>.h5`, to which a last-layer stage that follows at
/// once adds the accuracy that it reached.
struct PruningEvidence {
  let directory: RunDirectory

  /// What the record of a stage gets; nothing unless it prunes or optimises again after a pruning.
  ///
  /// - Throws: ``RunError/unwritable(_:)`` or `CheckpointError` where the file cannot be written
  ///   or added to, and what reading it again throws.
  func record(
    _ stage: Stage,
    _ result: PruningResult?,
    _ evaluation: StageRecord.Evaluation,
    after stages: [StageRecord]
  ) throws -> (pruning: StageRecord.Pruning?, evidence: [StageRecord.Evidence]?) {
    if case .pruning(let cycle, let pruning) = stage, let result {
      let counts = result.kept.reduce(into: [Int: Int]()) {
        $0[result.prototypeClass[$1], default: 0] += 1
      }
      let classCount = (result.prototypeClass.max() ?? -1) + 1
      let before = stages.last?.evaluation
      let record = StageRecord.Pruning(
        nearest: pruning.nearest,
        threshold: pruning.threshold,
        prototypeCountBefore: result.prototypeClass.count,
        kept: result.kept,
        keptPerClass: (0..<classCount).map { counts[$0] ?? 0 },
        correctCountBefore: before?.correctCount
      )
      var accuracies = ["accuracy_after": evaluation.accuracy]
      accuracies["accuracy_before"] = before?.accuracy
      let evidence = try directory.writeEvidence(.pruning(cycle: cycle)) { file in
        try Arrays(result).write(to: file, pruning, accuracies)
      }
      return (record, [evidence])
    }
    if stage.kind == .lastLayer, let last = stages.last, let pruning = last.pruning,
      let cycle = last.id.cycle
    {
      let evidence = try directory.writeEvidence(.pruning(cycle: cycle)) { file in
        let (arrays, earlier) = try Arrays.reading(file)
        try arrays.write(
          to: file,
          Pruning(nearest: pruning.nearest, threshold: pruning.threshold),
          earlier.merging(["accuracy_reoptimized": evaluation.accuracy]) { $1 }
        )
      }
      return (nil, [evidence])
    }
    return (nil, nil)
  }
}

import Experiments
import Foundation
import ProtoPNet
import Ranks
import Recipe

/// The journal of a run that several ranks perform: the first one keeps it, the others do what it finds.
final class RankJournal: StageJournal {
  /// The first rank's journal; nil on the others.
  private let run: RunInProgress?
  private let directory: RunDirectory
  private let ranks: any RankGroup
  /// What looks for the end of the work on the other ranks.
  private let keeper: (Stage) -> any StageKeeper

  init(
    of run: RunInProgress?,
    in directory: RunDirectory,
    _ ranks: any RankGroup,
    keptBy keeper: @escaping (Stage) -> any StageKeeper
  ) {
    (self.run, self.directory, self.ranks, self.keeper) = (run, directory, ranks, keeper)
  }

  /// - Throws: As ``RunInProgress/takesOver(_:_:)``.
  func takesOver(_ stage: Stage, _ trainer: StageTrainer) throws -> Bool {
    let own = try ranks.agreeing { try run?.takesOver(stage, trainer) }
    if ranks.isAlone { return own ?? false }
    guard ranks.maximum(own == true ? 1 : 0) == 1 else { return false }
    let finished = try FinishedStage.shared(run?.record.stages.last, among: ranks)
    try ranks.agreeing {
      if run == nil { try finished?.takeOver(trainer, after: stage, in: directory) }
    }
    return true
  }

  /// - Throws: As ``RunInProgress/progress(of:_:)``.
  func progress(of stage: Stage, _ trainer: StageTrainer) throws -> StageProgress {
    let own = try ranks.agreeing { try run?.progress(of: stage, trainer) }
    return StageProgress.shared(own, among: ranks) { keeper(stage) }
  }

  /// - Throws: As ``RunInProgress/keep(_:_:_:)``.
  func keep(_ stage: Stage, _ outcome: StageOutcome, _ trainer: StageTrainer) throws {
    try ranks.agreeing { try run?.keep(stage, outcome, trainer) }
  }
}

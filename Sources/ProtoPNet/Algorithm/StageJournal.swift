package import Recipe

/// What accompanies a run from stage to stage.
package protocol StageJournal: AnyObject {
  /// Sets the trainer as a stage leaves it, where that is known from elsewhere; otherwise answers that the
  /// stage is to be performed.
  ///
  /// - Throws: What reading the stage from elsewhere, or keeping it, throws.
  func takesOver(_ stage: Stage, _ trainer: StageTrainer) throws -> Bool

  /// How far an earlier start has come in a stage that is about to be performed, and where it is saved.
  ///
  /// - Throws: What reading an earlier start's state throws.
  func progress(of stage: Stage, _ trainer: StageTrainer) throws -> StageProgress

  /// Keeps what a stage that was performed did.
  ///
  /// - Throws: What keeping results throws.
  func keep(_ stage: Stage, _ outcome: StageOutcome, _ trainer: StageTrainer) throws
}

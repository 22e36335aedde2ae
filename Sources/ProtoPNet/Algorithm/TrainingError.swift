package import Recipe

/// Training that cannot go on.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A cost is NaN or infinite.
  case notFinite(term: String, stage: Stage.ID, pass: Int, batch: Int)

  package var description: String {
    switch self {
    case .notFinite(let term, let stage, let pass, let batch):
      """
      the \(term) became NaN or infinite in stage '\(stage)', pass \(pass), batch \(batch); lower the \
      learning rates (the checkpoint of the stage before is kept)
      """
    }
  }
}

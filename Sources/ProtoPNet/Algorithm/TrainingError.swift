package import Recipe

/// Training that cannot go on.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A cost is NaN or infinite.
  case notFinite(term: String, stage: Stage.ID, pass: Int, batch: Int)
  /// Tensors of the network hold NaN or infinite values; `place` is within the stage, such as `pass 2, batch 7`.
  case notFiniteTensors([NonFiniteTensor], stage: Stage.ID, place: String)

  /// Ranks that compute the same have come to different weights.
  case ranksDiffer(stage: Stage.ID)

  package var description: String {
    switch self {
    case .notFinite(let term, let stage, let pass, let batch):
      """
      the \(term) became NaN or infinite in stage '\(stage)', pass \(pass), batch \(batch); lower the \
      learning rates (the checkpoint of the stage before is kept)
      """
    case .notFiniteTensors(let tensors, let stage, let place):
      """
      \(NonFiniteTensor.list(tensors)) NaN or infinite in stage '\(stage)', \(place); lower the learning \
      rates, or mend what the run began with (the checkpoint of the stage before is kept)
      """
    case .ranksDiffer(let stage):
      """
      the ranks came to different weights in stage '\(stage)', so at least one of their machines or programs \
      computes differently; give all of them the same program, and processors with the same vector instructions
      """
    }
  }
}

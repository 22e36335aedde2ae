package import Checkpoints
package import Experiments
import Files
import Foundation

/// The whole network that a run begins with instead of random or pretrained parameters.
package struct StartCheckpoint {
  package let checkpoint: Checkpoint
  let path: String
  /// The file's name and digest, for the record.
  let description: String

  /// Reads the checkpoint that an experiment names; nil where it names none.
  ///
  /// - Throws: `CheckpointError` for a file that is missing or no checkpoint, and what the file
  ///   system says of it.
  package init?(_ experiment: Experiment) throws {
    guard let name = experiment.startFrom else { return nil }
    let file = experiment.file(name)
    guard PathKind(at: file) != .nothing else {
      throw CheckpointError(
        file: file.path,
        problem: "does not exist",
        remedy: "name a checkpoint of a run, or one made by 'protopnet checkpoint import'"
      )
    }
    path = file.path
    (checkpoint, description) = try file.describing { try Checkpoint(contentsOf: file) }
  }
}

import Digests
import Experiments
import Foundation
import ProtoPNet
import Ranks
import Recipe

/// What the first rank tells the others of the last stage that is finished.
struct FinishedStage: Codable {
  /// The checkpoint after the stage, within the run's folder, and its SHA-256.
  let checkpoint: String
  let digest: String

  /// The first rank's stage, on all ranks; nil where there is none.
  static func shared(
    _ own: StageRecord?,
    among ranks: any RankGroup
  ) throws -> FinishedStage? {
    let found = own.map { FinishedStage(checkpoint: $0.checkpoint, digest: $0.checkpointDigest) }
    return try ranks.shared(found)
  }

  /// Sets a trainer as the stage left it, given that it is as the run began.
  ///
  /// - Throws: ``RunError`` and `CheckpointError` where the checkpoint is not the one that the first rank saw.
  func restore(_ trainer: StageTrainer, in directory: RunDirectory) throws {
    _ = try trainer.restore(from: try file(in: directory))
  }

  /// Sets a trainer as the stage left it, given that it is as the stage before left it.
  ///
  /// - Throws: As ``restore(_:in:)``.
  func takeOver(_ trainer: StageTrainer, after stage: Stage, in directory: RunDirectory) throws {
    _ = try trainer.takeOver(try file(in: directory), after: stage)
  }

  private func file(in directory: RunDirectory) throws -> URL {
    let file = directory.file(checkpoint)
    guard (try? "\(SHA256Digest(contentsOf: file))") == digest else {
      throw RunError.ranks(
        "\(file.path) is not the checkpoint that the first rank sees; all ranks need the same folder of "
          + "results, as on a shared file system"
      )
    }
    return file
  }
}

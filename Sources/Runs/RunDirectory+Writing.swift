import Digests
import Experiments
import Files
import Foundation

extension RunDirectory {
  /// Makes the folder and its sub-folders where they are missing.
  func create() throws(RunError) {
    for folder in Self.folders { try Self.make(file(folder)) }
  }

  /// Makes a folder where it is missing.
  static func make(_ folder: URL) throws(RunError) {
    do {
      try Folder.make(folder)
    } catch {
      throw .unwritable(error)
    }
  }

  /// Keeps the resolved experiment beside its results.
  func write(_ experiment: Experiment) throws(RunError) {
    do {
      try NewFile.write(Data(experiment.resolvedYAML.utf8), to: self.experiment)
    } catch {
      throw .unwritable(error)
    }
  }

  /// Writes a file of evidence by `body` and tells where it is.
  ///
  /// - Throws: ``RunError/unwritable(_:)`` and what `body` throws.
  func writeEvidence(
    _ evidence: EvidenceFile,
    _ body: (URL) throws -> Void
  ) throws -> StageRecord.Evidence {
    let file = file(evidence.path)
    try Self.make(file.deletingLastPathComponent())
    try body(file)
    return StageRecord.Evidence(
      path: evidence.path,
      digest: "\(try SHA256Digest(contentsOf: file))"
    )
  }

  /// Removes what is kept for a stage under way: rows and saves.
  func removeStateOfStages() throws(RunError) {
    for folder in [features, saves] where FileManager.default.fileExists(atPath: folder.path) {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        throw .unwritable(WriteFailure(folder, error))
      }
    }
  }
}

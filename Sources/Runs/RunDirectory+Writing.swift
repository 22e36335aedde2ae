import Digests
import Experiments
import Foundation

extension RunDirectory {
  /// Makes the folder and its sub-folders where they are missing.
  func create() throws(RunError) {
    for folder in Self.folders { try Self.make(file(folder)) }
  }

  /// Makes a folder where it is missing.
  static func make(_ folder: URL) throws(RunError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder.path, error.localizedDescription)
    }
  }

  /// Keeps the resolved experiment beside its results.
  func write(_ experiment: Experiment) throws(RunError) {
    do {
      try Data(experiment.resolvedYAML.utf8).write(to: self.experiment, options: .atomic)
    } catch {
      throw .unwritable(self.experiment.path, error.localizedDescription)
    }
  }

  /// Writes a file of evidence by `body` and tells where it is.
  ///
  /// - Throws: ``RunError/unwritable(_:_:)`` and what `body` throws.
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
        throw .unwritable(folder.path, error.localizedDescription)
      }
    }
  }
}

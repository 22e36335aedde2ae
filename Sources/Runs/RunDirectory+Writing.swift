import Digests
package import Experiments
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

  /// Waits until no other process performs the run; `waits` is called first, with that process, if one does.
  ///
  /// - Throws: ``Interrupted`` where an end is asked for meanwhile, ``RunError/unwritable(_:)``, and what
  ///   `waits` throws.
  func turn(_ interruption: Interruption, waits: (_ who: String) throws -> Void) throws -> Turn {
    do {
      return try Turn(file(Turn.claimName), check: interruption.check, waits: waits)
    } catch let failure as WriteFailure {
      throw RunError.unwritable(failure)
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

  /// The files that belong to no stage, with their digests: the experiment, and the algorithms that were
  /// chosen where the experiment asks for it.
  ///
  /// - Throws: What the file system says of a file that cannot be read.
  func filesOfRun() throws -> [StageRecord.Evidence] {
    try [experiment, convolutions].filter { FileManager.default.fileExists(atPath: $0.path) }
      .map { file in
        StageRecord.Evidence(
          path: file.lastPathComponent,
          digest: "\(try SHA256Digest(contentsOf: file))"
        )
      }
  }

  /// The digest of a prototype's pictures as they lie in the folder, one file's bytes after the other's.
  ///
  /// - Throws: What the file system says of a file that cannot be read.
  package func picturesDigest(ofPrototype index: Int) throws -> String {
    let pictures = try Picture.allCases.map {
      try Data(contentsOf: file($0.path(ofPrototype: index)))
    }
    return "\(SHA256Digest(Data(pictures.joined())))"
  }

  /// Removes what killed processes left half written.
  func removeTemporaryFiles() {
    for folder in [url, features, saves]
      + ["checkpoints", "prototypes", "checks"].map({ file($0) })
    {
      TemporaryFile.removeStrays(in: folder)
    }
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

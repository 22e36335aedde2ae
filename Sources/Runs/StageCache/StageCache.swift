import Checkpoints
import Digests
import Experiments
import Files
import Foundation
import Recipe

/// Finds stages that other runs in the folder of all runs have finished already.
///
/// The runs' records are the cache: nothing else is kept, and whatever of a run was removed or changed is
/// not taken over.
struct StageCache {
  /// The folder of all runs.
  let results: URL
  /// The run that looks for stages.
  let directory: RunDirectory
  let interruption: Interruption
  let waiting: Waiting
  private let index = RecordIndex()

  /// A stage as another run left it, whose evidence now lies in this run's folder too.
  struct Found {
    /// The stage's record in the other run.
    let stage: StageRecord
    /// The run that computed it.
    let origin: String
    /// What the other run's record warns of in the stage.
    let warnings: [String]
    /// The other run's checkpoint after the stage, and the stages whose optimisers it holds.
    let checkpoint: URL
    fileprivate let optimizers: Set<String>
    /// The other run's folder.
    let run: RunDirectory

    /// The stage's record for a run with other weights of the costs, which only the totals of passes
    /// depend on; the checkpoint is yet to be written.
    func record(_ coefficients: Coefficients) -> StageRecord {
      var record = stage
      record.sharedFrom = origin
      for index in record.passes.indices {
        record.passes[index].costs = record.passes[index].costs.weighed(by: coefficients)
      }
      return record
    }
  }

  /// What a run does about a stage: it takes over the one that was found, or computes it.
  struct Turn {
    let found: Found?
    /// Keeps other processes from computing the same stage while this value lives.
    fileprivate let claim: Files.Turn?

    /// Ends the turn once the stage is in the run's record.
    func finish() { claim?.end() }
  }

  /// Finds the stage with a key, after waiting for a process that computes it now; without a key it is to
  /// be computed.
  ///
  /// - Throws: ``RunError/unwritable(_:)`` where evidence cannot be copied to this run, and
  ///   ``Interrupted`` where an end is asked for while waiting, and ``Occupied`` in place of a wait.
  func turn(
    _ key: String?,
    _ stage: Stage,
    before later: [Stage],
    note: (String) -> Void
  ) throws -> Turn {
    guard let key else { return Turn(found: nil, claim: nil) }
    if let found = try self.stage(key, stage, before: later) {
      return Turn(found: found, claim: nil)
    }
    let claim = try StageClaim.turn(key, in: results, interruption: interruption) { who in
      try waiting.meet("\(stage.name): \(who) computes it", note: note)
    }
    return Turn(found: try self.stage(key, stage, before: later), claim: claim)
  }

  /// Removes the locks that processes left which were killed.
  func removeLocks(of finished: [StageRecord]) {
    StageClaim.removeThoseOfEndedProcesses(in: results)
    for key in finished.compactMap(\.key) {
      try? FileManager.default.removeItem(at: StageClaim.file(key, in: results))
    }
  }

  /// The stage with a key, from the first run that has all of it; nil where none has.
  ///
  /// `later` are the stages that will follow here: the checkpoint must hold what they go on with.
  private func stage(_ key: String, _ stage: Stage, before later: [Stage]) throws -> Found? {
    for record in records() {
      // A run that cannot be read, or of which something is missing, is simply not taken from.
      guard index.holds(key, in: record),
        let found = try? found(key, in: RunRecord(contentsOf: record), record)
      else { continue }
      if let training = stage.optimizer, later.contains(where: { $0.optimizer == training }),
        !found.optimizers.contains(training.rawValue)
      {
        continue
      }
      if try copyEvidence(of: found) { return found }
    }
    return nil
  }

  /// The records of the other runs; those of the same experiment come first.
  private func records() -> [URL] {
    let own = directory.url.deletingLastPathComponent().lastPathComponent
    let experiments = [own] + names(in: results).filter { ByteName($0) != ByteName(own) }
    return experiments.flatMap { experiment in
      let folder = results.appending(path: experiment)
      return names(in: folder).map { folder.appending(path: $0) }
    }
    .filter { $0.standardizedFileURL.path != directory.url.standardizedFileURL.path }
    .map { RunDirectory(url: $0).record }
  }

  private func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sortedByBytes()
  }

  private func found(_ key: String, in record: RunRecord, _ file: URL) throws -> Found? {
    guard let stage = record.stages.first(where: { $0.key == key }) else { return nil }
    let run = RunDirectory(url: file.deletingLastPathComponent())
    let checkpoint = run.file(stage.checkpoint)
    guard "\(try SHA256Digest(contentsOf: checkpoint))" == stage.checkpointDigest else {
      return nil
    }
    return Found(
      stage: stage,
      origin: stage.sharedFrom ?? record.runID,
      warnings: record.warnings.filter {
        $0.hasPrefix("\(stage.name),") || $0.hasPrefix("\(stage.name):")
      },
      checkpoint: checkpoint,
      optimizers: try Checkpoint.optimizedStages(of: checkpoint),
      run: run
    )
  }

  /// Copies the files that a stage's record names; false where one of them is not as recorded, such as a
  /// pruning's to which the stage after it has added.
  private func copyEvidence(of found: Found) throws -> Bool {
    for evidence in found.stage.evidenceFiles {
      // The copy is what must be right: the other run may be going on.
      guard let contents = try? Data(contentsOf: found.run.file(evidence.path)),
        "\(SHA256Digest(contents))" == evidence.digest
      else { return false }
      let target = directory.file(evidence.path)
      do throws(WriteFailure) {
        try Folder.make(target.deletingLastPathComponent())
        try NewFile.write(contents, to: target)
      } catch {
        throw RunError.unwritable(error)
      }
    }
    return true
  }
}

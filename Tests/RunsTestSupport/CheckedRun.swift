package import Experiments
package import Foundation
import Runs
package import TestSupport

/// A tiny run with checks and a pruning, in a folder of its own.
package struct CheckedRun {
  package let tiny: TinyExperiment
  package let experiment: Experiment
  package let record: RunRecord
  package let directory: URL

  // So little training leaves one prototype whose nearest images are of mixed classes.
  package static let schedule = """
    schedule:
      warm-up: {steps: 1}
      cycles:
        - joint: {steps: 1}
          last-layer: {epochs: 2}
        - joint: {steps: 1}
          last-layer: {epochs: 2}
          pruning: {nearest: 5, threshold: 4}
        - projection: false
          last-layer: {epochs: 2}
    checks: {theorem: true}
    """

  /// `again` is what optimises the last layer after the pruning.
  package init(in folder: URL, results: String = "results", again: String = "{epochs: 2}") throws {
    tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      .replacing("per-class: 2", with: "per-class: 4")
      .replacing(/(projection: false\s+last-layer: ).*/) { "\($0.output.1)\(again)" }
    experiment = try Experiment(yaml: text, file: tiny.yaml.path)
    (record, directory) = try Self.run(experiment, folder.appending(path: results))
  }

  package static func run(_ experiment: Experiment, _ results: URL) throws -> (RunRecord, URL) {
    let runner = try ExperimentRunner(
      experiment,
      seed: 1,
      results: results,
      observer: QuietObserver()
    )
    return (try runner.run(), runner.directory.url)
  }

  package func stage(_ name: String) -> StageRecord? { record.stages.first { $0.name == name } }

  /// Copies a finished run, as it was when it was killed within the stage after the first `finished` ones.
  ///
  /// - Throws: What the file system says, and `RecordError`.
  package static func killed(
    _ record: RunRecord,
    _ whole: URL,
    after finished: Int,
    in results: URL
  ) throws -> URL {
    let experiment = results.appending(path: record.experiment)
    let killed = experiment.appending(path: whole.lastPathComponent)
    try FileManager.default.createDirectory(at: experiment, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: whole, to: killed)
    var earlier = record
    earlier.isComplete = false
    for stage in earlier.stages[finished...] {
      try FileManager.default.removeItem(at: killed.appending(path: stage.checkpoint))
    }
    earlier.stages.removeSubrange(finished...)
    try earlier.write(to: RunDirectory(url: killed).record)
    return killed
  }

  /// Every file of a run but its log, which holds times.
  package static func contents(_ folder: URL) throws -> [String: Data] {
    try Places.contents(of: folder).filter { $0.key != "metrics.jsonl" }
  }
}

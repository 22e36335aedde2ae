import Experiments
import Foundation
import RunsTestSupport
import TestSupport
import Runs

/// All runs of a tiny experiment's matrix.
struct MatrixRuns {
  struct Run {
    let settings: [(key: String, label: String)]
    let record: RunRecord
    let directory: URL
    /// The stages that were computed.
    let computed: [String]

    /// The stages that were taken over, and the runs that computed them.
    var shared: [String: String] {
      record.stages.reduce(into: [:]) { $0[$1.name] = $1.sharedFrom }
    }
  }

  let runs: [Run]

  init(
    _ tiny: TinyExperiment,
    results: URL,
    sharing: Bool = true,
    options: [String] = []
  ) throws {
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    let matrix = try ExperimentMatrix(yaml: text, file: tiny.yaml.path, options: options)
    runs = try matrix.cells.flatMap { cell in
      try cell.experiment.seeds.map { seed in
        let observer = QuietObserver()
        let runner = try ExperimentRunner(
          cell.experiment,
          seed: seed,
          results: results,
          sharing: sharing,
          observer: observer
        )
        return Run(
          settings: cell.settings,
          record: try runner.run(),
          directory: runner.directory.url,
          computed: observer.stages
        )
      }
    }
  }

  /// Every file of every run but logs, which hold times; records without what tells of sharing.
  func contents() throws -> [String: Data] {
    try runs.reduce(into: [:]) { all, run in
      for (name, data) in try CheckedRun.contents(run.directory) where name != "record.json" {
        all["\(run.directory.lastPathComponent)/\(name)"] = data
      }
      var record = run.record
      // Whose stages they were is a part of what the record's digest is of.
      for index in record.stages.indices { record.stages[index].sharedFrom = nil }
      record.digest = nil
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      all["\(run.directory.lastPathComponent)/record"] = try encoder.encode(record)
    }
  }
}

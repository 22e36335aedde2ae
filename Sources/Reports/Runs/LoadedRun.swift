package import Experiments
import Files
package import Foundation

/// A run directory as read: all that tables and pages are made of.
package struct LoadedRun: Sendable {
  package let directory: URL
  package let record: RunRecord
  package let metrics: MetricsLog

  package init(directory: URL, record: RunRecord, metrics: MetricsLog) {
    (self.directory, self.record, self.metrics) = (directory, record, metrics)
  }

  /// Reads `record.json` and, where it is there, `metrics.jsonl`.
  ///
  /// - Throws: A missing, truncated or damaged record, or one with another schema.
  package init(directory: URL) throws(ReportError) {
    self.directory = directory
    do {
      record = try RunRecord(contentsOf: RunDirectory(url: directory).record)
    } catch {
      throw .record(error)
    }
    let log = RunDirectory(url: directory).metrics
    guard FileManager.default.fileExists(atPath: log.path) else {
      metrics = MetricsLog(Data())
      return
    }
    do {
      metrics = MetricsLog(try Data(contentsOf: log))
    } catch {
      throw .unreadable(file: log.path, reason: error.reason)
    }
  }

  /// The runs of one experiment's directory in the order of their names.
  ///
  /// Directories without a record, such as a run before its first finished stage, are left out.
  package static func all(in experiment: URL) throws(ReportError) -> [LoadedRun] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: experiment.path).sorted()
    } catch {
      throw .unreadable(file: experiment.path, reason: error.reason)
    }
    var runs: [LoadedRun] = []
    for name in names {
      let directory = experiment.appending(path: name)
      guard RunDirectory(url: directory).hasRecord else { continue }
      runs.append(try LoadedRun(directory: directory))
    }
    return runs
  }

  /// `<experiment>/<run-id>`, which names the run in tables without naming a machine's folders.
  package var name: String { "\(record.experiment)/\(record.runID)" }
}

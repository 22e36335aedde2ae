import Experiments
package import Foundation

/// The folder of one run: `results/<experiment>/<run-id>/`.
package struct RunDirectory: Sendable {
  package let url: URL

  package init(url: URL) { self.url = url }

  package init(results: URL, experiment: String, runID: String) {
    url = results.appendingPathComponent(experiment).appendingPathComponent(runID)
  }

  package var record: URL { url.appendingPathComponent("record.json") }
  package var experiment: URL { url.appendingPathComponent("experiment.yaml") }
  /// The algorithms that `convolution: fastest` chose.
  var convolutions: URL { url.appendingPathComponent("convolutions.txt") }
  package var metrics: URL { url.appendingPathComponent("metrics.jsonl") }

  /// The checkpoint written after a stage, relative to the run's folder.
  package func checkpointPath(after stage: String) -> String {
    "checkpoints/\(Self.fileName(stage)).h5"
  }

  /// A stage's name as files carry it: `cycle-1-joint`.
  static func fileName(_ stage: String) -> String {
    stage.replacingOccurrences(of: "/", with: "-")
  }

  /// Keeps the resolved experiment beside its results.
  func write(_ experiment: Experiment) throws(WorkbenchError) {
    do {
      try Data(experiment.resolvedYAML.utf8).write(to: self.experiment, options: .atomic)
    } catch {
      throw .unwritable(self.experiment.path, error.localizedDescription)
    }
  }

  /// Makes the folder and its sub-folders where they are missing.
  func create() throws(WorkbenchError) {
    for name in ["checkpoints", "prototypes"] {
      let folder = url.appendingPathComponent(name)
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw .unwritable(folder.path, "\(error.localizedDescription)")
      }
    }
  }
}

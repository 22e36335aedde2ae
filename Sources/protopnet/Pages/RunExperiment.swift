import Datasets
import Experiments
import Files
import Foundation
import Runs

/// The experiment of a finished run, found again with the folder that its paths start from.
enum RunExperiment {
  /// The resolved experiment in a run's folder; its paths start from `folder`, or from that of the first
  /// experiment file below `experiments` with the run's name, or else from the run's.
  ///
  /// - Throws: `RecordError` for a file that cannot be read, `ExperimentError` for what is wrong in it.
  static func read(_ run: RunDirectory, name: String, folder: String?) throws -> Experiment {
    let file = run.experiment.path
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw RecordError.unreadable(file: file, reason: error.reason)
    }
    let origin = folder ?? self.folder(ofExperiment: name) ?? run.url.path
    return try Experiment(yaml: text, file: "\(origin)/\(run.experiment.lastPathComponent)")
  }

  /// The folder of the first experiment file below `experiments` that has a name.
  private static func folder(ofExperiment name: String) -> String? {
    let files = FileManager.default.enumerator(atPath: "experiments")?.compactMap { $0 as? String }
    return (files ?? []).sorted().filter { $0.hasSuffix(".yaml") }.map { "experiments/\($0)" }
      .first { file in
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").contains { $0 == "name: \(name)" }
      }
      .map { ($0 as NSString).deletingLastPathComponent }
  }
}

import Experiments
import Files
import Foundation
import Runs

/// Where the training pictures of a checkpoint's run probably lie.
enum TrainingFolder {
  /// How far above the run's folder they are looked for.
  private static let highest = 4

  /// The folder of pictures that the run's experiment names; nil where it is not found.
  ///
  /// It was relative to a file whose place is not kept: it is looked for from the folder of work and from those
  /// around the run.
  static func find(_ checkpoint: String) -> URL? {
    let run = URL(fileURLWithPath: checkpoint).deletingLastPathComponent()
      .deletingLastPathComponent()
    let directory = RunDirectory(url: run)
    guard let experiment = try? ShelvedRun.experiment(of: directory) else { return nil }
    let ups = experiment.data.folder.split(separator: "/").prefix { $0 == ".." }.count
    var base = run
    var bases = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
    for _ in 0..<highest {
      base.deleteLastPathComponent()
      bases.append(base)
    }
    for base in bases {
      // As if the experiment's file lay as many folders below as its path leads up.
      let place = (0..<ups).reduce(base) { folder, _ in folder.appending(path: "x") }
        .appending(path: "experiment.yaml")
      guard let experiment = try? ShelvedRun.experiment(of: directory, in: place) else { continue }
      let folder = ExperimentData(experiment).folder.standardizedFileURL
      if PathKind(at: folder) == .folder { return folder }
    }
    return nil
  }
}

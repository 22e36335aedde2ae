import ArgumentParser
import Experiments
import Files
import Foundation
import Reports
import TensorBoard

/// `protopnet export`: runs in the formats of other programs.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write runs in the formats of other programs.",
    discussion: """
        protopnet export tensorboard results/birds --output events
      """,
    subcommands: [ExportTensorBoard.self]
  )
}

/// `protopnet export tensorboard`: event files of runs.
struct ExportTensorBoard: LongCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Write event files for TensorBoard: costs, accuracies and pictures of prototypes.",
    discussion: """
      OUTPUT gets a folder <experiment>/<run-id> for each run; 'tensorboard --logdir OUTPUT' shows them. \
      'logging: {tensorboard: true}' in an experiment writes the same while a run goes, into its folder.

        protopnet export tensorboard results/birds --output events
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(
    help: "The folder to write into; files of an earlier export are replaced.",
    completion: .directory
  )
  var output: String

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "writing event files" }
  var afterInterruption: String {
    "the same command writes the files again"
  }

  func run() throws {
    let all = try runs.sets().flatMap(\.runs)
    guard !all.isEmpty else {
      throw ValidationError("none of these experiments was run; 'protopnet run' runs them")
    }
    for run in all {
      let record = run.record
      let directory = RunDirectory(url: run.directory)
      let folder = [record.experiment, record.runID].reduce(
        URL(fileURLWithPath: output, isDirectory: true)
      ) { folder, name in
        // A record may have come from anywhere.
        folder.appending(path: name.isPlainPath && !name.contains("/") ? name : "run")
      }
      try EventLog.export(directory, to: folder)
      // The pictures in the run's folder are those of its last projection.
      if let stage = record.stages.last(where: { $0.projection != nil }) {
        try PrototypePictures.write(
          stage,
          of: directory,
          classNames: record.data.classNames,
          to: folder
        )
      }
      Console.print(folder.relativePath)
    }
  }
}

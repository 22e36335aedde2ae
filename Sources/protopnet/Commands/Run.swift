import ArgumentParser
import Experiments
import Foundation
import Workbench

/// `protopnet run`: runs experiments, or goes on where they stopped.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run experiments, or go on where they stopped.",
    discussion: """
      A run lies in RESULTS/<experiment>/<run-id>, where the id is made of the experiment's digest \
      and the seed: the same command finds the same run and goes on after its last finished stage.
      """
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Option(name: .customLong("seed"), help: "A seed to run in place of the files'; may be repeated.")
  var seeds: [UInt64] = []

  func run() throws {
    // All files are read before the first run begins.
    let all = try experiments.files.map(experiments.read)
    let display = ProgressDisplay()
    for experiment in all {
      for seed in seeds.isEmpty ? experiment.seeds : seeds {
        let runner = try ExperimentRunner(
          experiment,
          seed: seed,
          results: results.url,
          observer: display
        )
        let record = try runner.run()
        let stage = record.reportedStage.map { record.stages[$0] }
        let accuracy = stage?.evaluation.accuracy ?? 0
        let choice = record.selection.map { " after \(stage?.name ?? ""), chosen on \($0)" } ?? ""
        Console.print(
          "\(runner.directory.url.relativePath): test accuracy "
            + String(format: "%.1f %%", 100 * accuracy) + choice
        )
      }
    }
  }
}

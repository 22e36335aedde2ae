import ArgumentParser
import Clusters
import Experiments
import Foundation
import Runs

/// `protopnet status`: how far the runs of experiments are.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how far each run is: waiting, running, finished or failed.",
    discussion: """
      From records, claims, logs and the journals of jobs below RESULTS, and from squeue where that is \
      there. A running one's rate and remaining time are those of its stage.

        protopnet status experiments/table-1/cub.yaml --watch
      """
  )

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Option(name: .customLong("seed"), help: "A seed in place of the files'; may be repeated.")
  var seeds: [UInt64] = []

  @Option(name: .customLong("only"), help: "The id of a run to show; may be repeated.")
  var ids: [String] = []

  @Option(help: "text, or json for programs (docs/cluster.md).")
  var format = Format.text

  @Flag(help: "Show it again and again until nothing is left to do; Ctrl-C ends it.")
  var watch = false

  @Option(help: "Seconds between two looks with --watch.")
  var every = 5.0

  func validate() throws {
    guard every >= 0.1, every <= 86_400 else {
      throw ValidationError("--every must be from 0.1 to 86400 seconds")
    }
    guard !watch || format == .text else { throw ValidationError("--watch shows text alone") }
  }

  func run() throws {
    let runs = try PlannedRun.all(of: experiments, seeds: seeds).only(ids)
    guard watch else {
      let cells = look(at: runs)
      return try format == .json
        ? Console.print(json: cells) : Console.print(StatusTable(cells).text)
    }
    let screen = StatusScreen()
    while true {
      let cells = look(at: runs)
      screen.show(cells)
      if cells.allSatisfy({ [.finished, .failed].contains($0.state) }) { return }
      Thread.sleep(forTimeInterval: every)
    }
  }

  private func look(at runs: [PlannedRun]) -> [CellStatus] {
    let reader = StatusReader(results: results.url, queue: SlurmQueue.now())
    return runs.map { run in
      reader.status(
        run.experiment,
        seed: run.seed,
        settings: run.cells.joined(separator: " = ")
      )
    }
  }
}

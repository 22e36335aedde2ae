import ArgumentParser
import Experiments
import Foundation
import Runs

/// Several runs of one call, which are told apart by their numbers.
struct RunList {
  let runs: [PlannedRun]

  init(_ runs: [PlannedRun]) { self.runs = runs }

  /// Such as ` [3/12]`.
  func tag(_ index: Int) -> String {
    let number = "\(index + 1)"
    let padding = String(repeating: " ", count: "\(runs.count)".count - number.count)
    return "\(padding)[\(number)/\(runs.count)]"
  }

  /// Lists the failures, if there are any, and ends with the exit code of failed runs.
  ///
  /// - Throws: `ExitCode` 1 where there are failures.
  func end(failures: [Int: String]) throws {
    guard !failures.isEmpty else { return }
    Console.note("\(failures.count) of \(runs.count) runs failed:")
    for (index, message) in failures.sorted(by: { $0.key < $1.key }) {
      Console.note("\(tag(index)) \(runs[index].label): \(message)")
    }
    throw ExitCode(1)
  }

  /// Warns where the threads of runs side by side would wait for each other.
  private func warnOfThreads(jobs: Int) {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = runs.map { $0.experiment.engine.threads }.map { $0 == 0 ? cores : $0 }.max() ?? 1
    let side = min(jobs, runs.count)
    guard side * threads > cores else { return }
    Console.note(
      """
      warning: \(side) runs at a time with \(threads) threads each are more than the \(cores) cores; \
      'engine.threads: \(max(cores / side, 1))' in the experiment is faster (it is a part of a \
      run's identity, because the number of threads decides last bits)
      """
    )
  }

  // MARK: - Performing

  /// Runs one after the other in this process; returns why some failed.
  ///
  /// - Throws: `Interrupted` where an end is asked for.
  func runInTurn(
    describing describe: (any Error) -> String,
    _ perform: (PlannedRun, any RunObserver) throws -> Void
  ) throws -> [Int: String] {
    let display = ProgressDisplay()
    var failures: [Int: String] = [:]
    for (index, run) in runs.enumerated() {
      Console.note("\(tag(index)) \(run.label)")
      do {
        try perform(run, display)
      } catch let error as Interrupted {
        display.endLine()
        throw error
      } catch {
        display.endLine()
        let message = describe(error)
        Console.note(message)
        failures[index] = message
      }
    }
    return failures
  }

  /// Runs several at a time, each in a process of this program; returns why some failed.
  ///
  /// - Throws: `Interrupted` where an end is asked for, once all processes have ended.
  func runWorkers(jobs: Int, options: [String]) throws -> [Int: String] {
    warnOfThreads(jobs: jobs)
    let workers = runs.enumerated().map { index, run in
      let own = ["run", run.file, "--only", run.id, "--seed", "\(run.seed)"]
      return Worker(arguments: own + options, tag: tag(index), label: run.label)
    }
    let failures = Signals.interruption.heed { Worker.run(workers, jobs: jobs) }
    if let signal = Signals.interruption.request { throw Interrupted(signal: signal, place: nil) }
    return failures
  }
}

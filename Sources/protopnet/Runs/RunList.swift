import ArgumentParser
import Experiments
import Foundation

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
  func end(failures: [Int: String]) throws {
    guard !failures.isEmpty else { return }
    Console.note("\(failures.count) of \(runs.count) runs failed:")
    for (index, message) in failures.sorted(by: { $0.key < $1.key }) {
      Console.note("\(tag(index)) \(runs[index].label): \(message)")
    }
    throw ExitCode(1)
  }

  /// Warns where the threads of runs side by side would wait for each other.
  func warnOfThreads(jobs: Int) {
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
}

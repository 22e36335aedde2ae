import ArgumentParser
import Experiments
import Foundation
import Runs
import Tensors

/// Several runs of one call, which are told apart by their numbers.
struct RunList {
  let runs: [PlannedRun]
  /// What a person sees of an error.
  private let describe: (any Error) -> RunFailure

  init(_ runs: [PlannedRun], describing describe: @escaping (any Error) -> RunFailure) {
    (self.runs, self.describe) = (runs, describe)
  }

  /// Such as ` [3/12]`.
  func tag(_ index: Int) -> String {
    let number = "\(index + 1)"
    let padding = String(repeating: " ", count: "\(runs.count)".count - number.count)
    return "\(padding)[\(number)/\(runs.count)]"
  }

  /// Lists the failures, if there are any, each message once, and ends with the exit code of failed runs.
  ///
  /// - Throws: `ExitCode` 3 where all failures are of missing or unreadable data, 75 where all runs ended rather
  ///   than wait, and 1 for others.
  func end(failures: [Int: RunFailure]) throws {
    guard !failures.isEmpty else { return }
    Console.note("\(failures.count) of \(runs.count) runs failed:")
    let groups = Dictionary(grouping: failures.keys.sorted()) { failures[$0]?.message ?? "" }
    for (message, indices) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
      for index in indices.dropLast().prefix(Self.listedCount) {
        Console.note("\(tag(index)) \(runs[index].label),")
      }
      let rest = indices.count - 1 - Self.listedCount
      if rest > 0 { Console.note("\(rest) more, and") }
      let last = indices[indices.count - 1]
      Console.note("\(tag(last)) \(runs[last].label): \(message)")
    }
    let codes = Set(failures.values.map(\.code))
    throw ExitCode(codes.count == 1 && !codes.isDisjoint(with: [3, 75]) ? codes.first ?? 1 : 1)
  }

  /// The runs that are listed by name for one message.
  private static let listedCount = 20

  /// The runs that cannot begin because something that they name is not there; others are told of them.
  private func findUnready() -> [Int: RunFailure] {
    var unready: [Int: RunFailure] = [:]
    for (index, run) in runs.enumerated() {
      unready[index] = run.experiment.missingInputs.first.map { describe($0) }
    }
    if !unready.isEmpty, unready.count < runs.count {
      Console.note(
        "\(unready.count) of \(runs.count) runs name what is not there; they are left out, and listed "
          + "at the end"
      )
    }
    return unready
  }

  /// Warns where the threads of runs side by side would wait for each other.
  private func warnOfThreads(jobs: Int) {
    let cores = ProcessorShare.count
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
    _ perform: (PlannedRun, any RunObserver) throws -> Void
  ) throws -> [Int: RunFailure] {
    let display = ProgressDisplay()
    var failures = findUnready()
    for (index, run) in runs.enumerated() where failures[index] == nil {
      Console.progress("\(tag(index)) \(run.label)")
      do {
        try perform(run, display)
      } catch let error as Interrupted {
        display.endLine()
        throw error
      } catch {
        display.endLine()
        let failure = describe(error)
        if !failures.values.contains(where: { $0.message == failure.message }) {
          Console.note(failure.message)
        }
        failures[index] = failure
      }
    }
    return failures
  }

  /// Runs several at a time, each in a process of this program; returns why some failed.
  ///
  /// - Throws: `Interrupted` where an end is asked for, once all processes have ended.
  func runWorkers(jobs: Int, options: [String]) throws -> [Int: RunFailure] {
    if let pipe = runs.first(where: { ExperimentFile.isStream($0.file) }) {
      throw ValidationError(
        "\(ExperimentFile.path(pipe.file)) can be read only once, and with --jobs every process reads it; name a file"
      )
    }
    warnOfThreads(jobs: jobs)
    let unready = findUnready()
    let ready = runs.indices.filter { unready[$0] == nil }
    let workers = ready.map { index in
      let run = runs[index]
      let own = ["run", run.file, "--only", run.id, "--seed", "\(run.seed)"]
      return Worker(arguments: own + options, tag: tag(index), label: run.label)
    }
    let failures = Signals.interruption.heed { Worker.run(workers, jobs: jobs) }
    if let signal = Signals.interruption.request { throw Interrupted(signal: signal, place: nil) }
    return failures.reduce(into: unready) { $0[ready[$1.key]] = $1.value }
  }
}

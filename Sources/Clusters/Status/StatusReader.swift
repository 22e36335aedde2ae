package import Experiments
import Files
package import Foundation
import Recipe

/// Finds out how far runs are; looks only, and takes no claim and no lock.
package struct StatusReader {
  private let results: URL
  /// Nil where no queue can be asked.
  private let queue: SlurmQueue?

  package init(results: URL, queue: SlurmQueue?) { (self.results, self.queue) = (results, queue) }

  /// The status of an experiment's run with a seed; `settings` are those of its cell.
  package func status(_ experiment: Experiment, seed: UInt64, settings: String) -> CellStatus {
    let id = experiment.runID(seed: seed)
    let directory = RunDirectory(results: results, experiment: experiment.name, runID: id)
    return status(of: directory, experiment, seed: seed, settings: settings)
  }

  /// The status of a run in its folder, whatever version of the program named that.
  package func status(
    of directory: RunDirectory,
    _ experiment: Experiment,
    seed: UInt64,
    settings: String
  ) -> CellStatus {
    let id = directory.url.lastPathComponent
    let record = try? RunRecord(contentsOf: directory.record)
    let finished = record?.stages.count ?? 0
    var status = CellStatus(
      experiment: experiment.name,
      run: id,
      seed: seed,
      settings: settings,
      state: .waiting,
      stagesFinished: finished,
      stages: experiment.stages.count
    )
    if record?.isComplete == true {
      status.state = .finished
      return status
    }
    let name = RunName(experiment: experiment.name, id: id)
    if let owner = owner(of: directory.url.appending(path: Turn.claimName)) {
      status.state = .running
      status.host = String(owner.host.prefix { $0 != "/" })
      if let number = Self.slurmNumber(of: owner) {
        status.job = queue?.job(number: number)?.id ?? number
        status.host = queue?.job(number: number)?.host ?? status.host
      }
      addRate(to: &status, experiment.stages, directory)
      return status
    }
    addHistory(to: &status, JobJournal(of: name, in: results).events)
    return status
  }

  /// The living process that a claim names.
  private func owner(of claim: URL) -> ProcessIdentity? {
    guard let text = try? String(contentsOf: claim, encoding: .utf8),
      let owner = ProcessIdentity(text), !owner.hasEnded
    else { return nil }
    // A job that is gone took its processes with it.
    if let queue, let number = Self.slurmNumber(of: owner) {
      guard queue.job(number: number)?.isRunning == true else { return nil }
    }
    return owner
  }

  private static func slurmNumber(of process: ProcessIdentity) -> String? {
    let prefix = "SLURM:"
    guard let job = process.job, job.hasPrefix(prefix) else { return nil }
    return String(job.dropFirst(prefix.count).prefix { $0 != "#" })
  }

  // MARK: - Where it is

  private func addRate(to status: inout CellStatus, _ stages: [Stage], _ directory: RunDirectory) {
    let next = status.stagesFinished
    guard stages.indices.contains(next) else { return }
    status.stage = stages[next].name
    guard let length = stages[next].length else { return }
    let rate = StageRate(log: directory.metrics).flatMap { $0.stage == stages[next].id ? $0 : nil }
    let (done, count, perSecond): (Int, Int, Double?)
    switch length {
    case .epochs(let epochs):
      (done, count, perSecond) = (rate?.pass ?? 0, epochs, rate?.passesPerSecond)
      (status.pass, status.passes) = (min(done + 1, epochs), epochs)
    case .steps(let steps):
      (done, count, perSecond) = (rate?.step ?? 0, steps, rate?.stepsPerSecond)
      (status.step, status.steps) = (done, steps)
    }
    guard let perSecond else { return }
    status.perHour = perSecond * 3600
    status.secondsLeft = Double(max(count - done, 0)) / perSecond
  }

  // MARK: - What became of it

  private func addHistory(to status: inout CellStatus, _ events: [JobEvent]) {
    let began = status.stagesFinished > 0
    let idle = began ? "stopped; nothing performs it now" : "not begun"
    guard let submitted = events.last(where: { $0.event == .submitted }) else {
      status.reason = idle
      return
    }
    // A run may have a task for what others share, and one for the rest.
    let submissions = events.filter { $0.event == .submitted }
    let queued = submissions.compactMap(\.job).compactMap { queue?[$0] }
    if let job = queued.first(where: \.isRunning) ?? queued.first {
      status.job = job.id
      if job.isRunning {
        (status.state, status.host, status.reason) = (.running, job.host, "begins or ends")
      } else {
        status.reason = "in the queue: \(job.reason)"
      }
      return
    }
    let last = events.last { [.ended, .stopped].contains($0.event) }
    let isAlive =
      submitted.process.flatMap { ProcessIdentity($0) }.map { !$0.hasEnded } ?? (queue == nil)
    let tail = events.suffix(while: { $0.event != .submitted })
    if let last, tail.contains(last),
      last.event == .stopped || last.code.map(Self.isFailure) ?? false
    {
      (status.state, status.reason, status.job) = (.failed, last.message, last.job)
    } else if isAlive {
      status.reason =
        submitted.process == nil ? "submitted" : "in the list of GNU parallel"
    } else if tail.isEmpty {
      (status.state, status.reason) = (.failed, reasonOfNoStart(submitted))
    } else if tail.last?.event == .began {
      status.state = .failed
      status.reason =
        "ended without a word: too little memory, or a time limit with too short a 'grace'?"
    } else {
      status.reason = last?.code == 0 ? idle : last?.message.map { "stopped: \($0)" } ?? idle
    }
  }

  /// Neither 0 nor the code that asks for another start.
  private static func isFailure(_ code: Int32) -> Bool { code != 0 && code != NextStart.askingCode }

  /// Why a job left the queue before it began.
  private func reasonOfNoStart(_ submitted: JobEvent) -> String {
    let unknown = "left the queue before it began"
    guard let run = submitted.after else { return unknown }
    let last = JobJournal(of: run, in: results).events
      .last { [.ended, .stopped].contains($0.event) && $0.job == submitted.afterJob }
    guard let message = last?.message else { return unknown }
    return "not begun, because what it shares with \(run) failed: \(message)"
  }
}

extension Stage {
  /// How long it trains; nil for a stage without passes.
  fileprivate var length: Length? {
    switch self {
    case .warmUp(let length), .joint(_, let length): length
    case .lastLayer(_, let optimization): optimization.solver == .adam ? optimization.length : nil
    case .projection, .pruning: nil
    }
  }
}

extension BidirectionalCollection {
  /// The elements behind the last one that breaks the rule.
  fileprivate func suffix(while rule: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, rule(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}

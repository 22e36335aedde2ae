import ArgumentParser
import Clusters
import Experiments
import Foundation
import Runs

/// `protopnet requeue`: what a job's script calls last, to be started again or not.
struct Requeue: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start this job again where its run asks for it; called by the scripts of 'submit'.",
    shouldDisplay: false
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Option(name: .customLong("seed"))
  var seeds: [UInt64] = []

  @Option(name: .customLong("only"))
  var ids: [String] = []

  @Option
  var until: String?

  @Option(help: "How 'protopnet run' ended.")
  var code: Int32

  @Option(help: "The most starts after the first.")
  var restarts = 100

  func run() throws {
    guard code != 0 else { return }
    // A requeue ends the job, this process with it, and the queue is to be told all.
    signal(SIGTERM, SIG_IGN)
    guard let job = Slurm.currentJob else { throw ValidationError("this is no job of Slurm") }
    guard let run = try PlannedRun.all(of: experiments, seeds: seeds).only(ids).first else {
      return
    }
    let journal = JobJournal(of: run.name, in: results.url)
    let directory = RunDirectory(
      results: results.url,
      experiment: run.experiment.name,
      runID: run.id
    )
    var events = journal.events
    if events.last(where: { $0.job == job })?.event != .ended {
      // The program had no time for it.
      var end = JobEvent(.ended, job: job)
      (end.code, end.message) = (code, Self.message(of: code))
      try journal.add(end)
      events.append(end)
    }
    let next = NextStart(
      after: code,
      of: job,
      events,
      progress: directory.progress,
      limit: restarts
    )
    switch next {
    case .none: break
    case .again(let reason, let delay):
      var event = JobEvent(.requeued, job: job)
      event.message = reason
      try journal.add(event)
      Console.note("job \(job) starts again: \(reason)")
      try Slurm.requeue(job, delay: delay)
    case .stopped(let reason):
      var event = JobEvent(.stopped, job: job)
      event.message = reason
      try journal.add(event)
      Console.note("job \(job) is not started again: \(reason)")
      throw ExitCode(1)
    }
    throw ExitCode(code)
  }

  /// What a code says of a program that said nothing.
  private static func message(of code: Int32) -> String {
    switch code {
    case 137: "ended by signal 9; too little memory?"
    case 129...192: "ended by signal \(code - 128)"
    default: "ended with code \(code); its log says more"
    }
  }
}

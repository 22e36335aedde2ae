import ArgumentParser
import Experiments
import Foundation
import Ranks
import Runs

/// `protopnet run`: runs experiments, or goes on where they stopped.
struct Run: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run experiments, or go on where they stopped.",
    discussion: """
      A run lies in RESULTS/<experiment>/<run-id>, where the id is made of the experiment's digest \
      and the seed: the same command finds the same run and goes on where it was saved last: every \
      15 minutes, or as 'checkpoints' in the experiment says, and when TERM, INT, HUP, USR1 or USR2 \
      ask for the end, with exit code 75 (Ctrl-C: 130). \
      All cells of a matrix are run with all seeds; a run that fails does not stop the others. A \
      stage that another run below RESULTS has finished from equal inputs is taken over from it. \
      Built with MPI, 'mpirun -n 4 protopnet run FILE' trains on four ranks, whose number must divide \
      'optimizer.shares'; see docs/cluster.md.

        protopnet run experiments/quickstart.yaml
        protopnet run birds.yaml --seed 1 --seed 2 --set optimizer.batch-size=40
      """
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Option(name: .customLong("seed"), help: "A seed to run in place of the files'; may be repeated.")
  var seeds: [UInt64] = []

  @Option(
    help: """
      Runs at a time, each in a process of its own with the experiment's 'engine.threads'.
      """
  )
  var jobs = 1

  @Option(name: .customLong("only"), help: "The id of a run to run; may be repeated.")
  var ids: [String] = []

  @Flag(inversion: .prefixedNo, help: "Take over equal stages of other runs.")
  var sharing = true

  @Option(
    help: """
      End after this stage, such as cycle-1/joint, or after 'pictures' have been made; the same command \
      without it goes on.
      """
  )
  var until: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Wait for a process that is at work on the same; otherwise end with exit code 75."
  )
  var waiting = true

  @Flag(help: .hidden)
  var worker = false

  /// Keeps the run's journal below RESULTS/jobs.
  @Flag(help: .hidden)
  var asJob = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "preparing" }
  var afterInterruption: String {
    "what is finished is kept, and the same command goes on from there"
  }
  var handlesInterrupts: Bool { true }
  var speaks: Bool { !worker && (RankLaunch()?.rank ?? 0) == 0 }

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    guard seeds.count <= Limits.seedCount else {
      throw ValidationError(
        "\(seeds.count) seeds are more than the \(Limits.seedCount) that one call runs"
      )
    }
  }

  func run() throws {
    guard let launch = RankLaunch() else { return try run(launch: nil) }
    do {
      try run(launch: launch)
    } catch  where launch.rank > 0 && !(error is ExitCode) {
      // What is wrong before the ranks have found each other the first one says.
      Thread.sleep(forTimeInterval: 1)
      throw ExitCode(Failure(error).code)
    }
  }

  private func run(launch: RankLaunch?) throws {
    let runs = try PlannedRun.all(of: experiments, seeds: seeds).only(ids)
    if let until { try runs.requireStep(until) }
    Signals.askForEnd()
    if worker {
      Worker.endWithInput()
      return try perform(runs[0], WorkerDisplay())
    }
    if let launch {
      guard jobs == 1 else {
        throw ValidationError(
          "--jobs is for one process; \(launch.launcher) started \(launch.count)"
        )
      }
      return try RankMember(launch, describing: Self.describe).perform(runs) {
        run,
        ranks,
        observer in
        try perform(run, observer, ranks: ranks)
      }
    }
    guard runs.count > 1 else { return try perform(runs[0], ProgressDisplay()) }
    let list = RunList(runs, describing: Self.describe)
    let failures =
      jobs > 1
      ? try list.runWorkers(jobs: jobs, options: workerOptions)
      : try list.runInTurn { try perform($0, $1) }
    try list.end(failures: failures)
  }

  @Sendable private static func describe(_ error: any Error) -> RunFailure {
    let failure = Failure(error)
    return RunFailure(message: failure.message, code: failure.code)
  }

  private func perform(
    _ run: PlannedRun,
    _ observer: any RunObserver,
    ranks: any RankGroup = Solo()
  ) throws {
    let perform = {
      try run.perform(
        results: results.url,
        sharing: sharing,
        ranks: ranks,
        waiting: waiting ? .waits : .ends,
        until: until,
        observer: observer
      )
    }
    guard asJob, ranks.isFirst else { return try perform() }
    try JobReport(run, until: until, results: results.url, describing: Self.describe)
      .around(perform)
  }

  /// What a worker is told besides its run.
  private var workerOptions: [String] {
    ["--results", results.path, "--worker", sharing ? "--sharing" : "--no-sharing"]
      + [waiting ? "--waiting" : "--no-waiting"] + (verbosity.quiet ? ["--quiet"] : [])
      + (until.map { ["--until", $0] } ?? [])
      + experiments.changes.flatMap { ["--set", $0] }
  }
}

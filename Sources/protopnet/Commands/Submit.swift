import ArgumentParser
import Clusters
import Experiments
import Files
import Foundation
import Ranks
import Recipe
import Runs

/// `protopnet submit`: gives runs to a scheduler and returns.
struct Submit: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give all runs of experiments to Slurm or GNU parallel, and return.",
    discussion: """
      Script and tasks are written into RESULTS/jobs and submitted as job arrays. What several runs have \
      in common is a task of its own, for which the others wait in the queue. A run that is asked to end, \
      as by a time limit or where another job needs its node, saves and is started again. Finished runs, \
      and those that are queued or running, are left out: the same command submits what is missing.

        protopnet cluster-file > site.yaml
        protopnet submit experiments/table-1/cub.yaml --cluster site.yaml --dry-run
        protopnet status experiments/table-1/cub.yaml --watch
      """
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Option(
    name: .customLong("cluster"),
    help: "The site's file; 'protopnet cluster-file' prints one with comments.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var clusterFile: String

  @Option(name: .customLong("seed"), help: "A seed to run in place of the files'; may be repeated.")
  var seeds: [UInt64] = []

  @Option(name: .customLong("only"), help: "The id of a run to submit; may be repeated.")
  var ids: [String] = []

  @Flag(help: "Print script, calls and tasks; write and submit nothing.")
  var dryRun = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "planning" }
  var afterInterruption: String {
    "jobs that were named above are submitted; the same command submits what is missing"
  }

  func run() throws {
    let site = try ClusterFile(contentsOf: clusterFile)
    if let pipe = experiments.files.first(where: ExperimentFile.isStream) {
      throw ValidationError(
        "\(ExperimentFile.path(pipe)) can be read only once, and every job reads it; name a file"
      )
    }
    let runs = try PlannedRun.all(of: experiments, seeds: seeds).only(ids)
    try requireRanks(site, runs)
    warn(of: runs, site)
    let queue = try site.scheduler == .slurm ? dryRun ? SlurmQueue.now() : SlurmQueue.ask() : nil
    let reader = StatusReader(results: results.url, queue: queue)
    var (open, others): ([ClusterRun], [ClusterRun]) = ([], [])
    var leftOut: [String] = []
    var estimates: [String: Int] = [:]
    for run in runs {
      let pending = JobJournal(of: run.name, in: results.url).pending(in: queue)
      let status = reader.status(run.experiment, seed: run.seed, settings: "")
      if status.state == .finished {
        leftOut.append("\(run.name) is finished")
        continue
      }
      let digest = "\(run.experiment.digest)"
      let megabytes =
        try site.megabytes ?? estimates[digest]
        ?? Plan(run.experiment).megabytes(cache: site.cacheGigabytes)
      estimates[digest] = megabytes
      let planned = try run.clusterRun(
        results: results,
        changes: experiments.changes,
        site: site,
        megabytes: megabytes,
        pending: pending
      )
      if let job = pending.first(where: { $0.until == nil })?.job {
        leftOut.append("\(run.name) is submitted already: \(job)")
      } else if status.state == .running, pending.isEmpty {
        leftOut.append("\(run.name) is running on \(status.host ?? "another host")")
      } else {
        open.append(planned)
        continue
      }
      others.append(planned)
    }
    for text in leftOut { Console.note("left out: \(text)") }
    guard !open.isEmpty else {
      Console.print("nothing to submit: \(runs.count) runs, all finished, queued or running")
      return
    }
    let size = site.scheduler == .slurm ? Slurm.arraySize : .max
    try submit(JobPlan(open, others: others, arraySize: size), site, count: open.count)
  }

  private func submit(_ plan: JobPlan, _ site: ClusterFile, count: Int) throws {
    let submission = dryRun ? nil : try Submission(in: results.url)
    let folder = submission?.folder ?? Submission.next(in: results.url)
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    switch site.scheduler {
    case .slurm:
      let script = SlurmScript(
        site,
        name: plan.arrays[0].tasks[0].run.name.experiment,
        folder: folder.relativeName,
        program: program,
        mpi: RankLaunch.slurmPlugin ?? "pmix"
      )
      let submitter = SlurmSubmitter(plan, script, results: results.url)
      guard let submission else { return print(submitter) }
      let numbers = try submitter.submit(submission)
      for (number, array) in zip(numbers, plan.arrays) { Console.print(Self.line(number, array)) }
    case .parallel:
      let script = ParallelScript(
        site,
        folder: folder.path,
        program: program,
        directory: FileManager.default.currentDirectoryPath
      )
      let submitter = ParallelSubmitter(plan, script, results: results.url)
      guard let submission else {
        Console.print(
          "\(submitter.start)\n\(script.job)\n\(submitter.waves.joined(separator: "\n"))"
        )
        return
      }
      let process = try submitter.submit(submission)
      Console.print("GNU parallel performs \(count) runs, started by process \(process.number)")
    }
    Console.print("\(folder.relativeName): script, tasks and what jobs say; see 'protopnet status'")
  }

  /// Prints what would be submitted.
  private func print(_ submitter: SlurmSubmitter) {
    Console.print(submitter.script.text)
    for index in submitter.plan.arrays.indices {
      let call = submitter.call(index, numbers: [])
      Console.print("# \((["sbatch"] + call.arguments).shellLine), where the lines of the file are")
      Console.print(call.tasks)
    }
  }

  /// Such as `17: 4 tasks of 2 cores and 3584 MB, after 16_1`.
  private static func line(_ number: String, _ array: JobPlan.Array) -> String {
    let tasks = "\(array.tasks.count) task\(array.tasks.count == 1 ? "" : "s")"
    let cores =
      array.cores == 0
      ? "a whole node" : "\(array.cores) core\(array.cores == 1 ? "" : "s")"
    let shared = array.tasks.filter { $0.sharedBy > 1 }.map {
      "\($0.run.name) until \($0.until ?? "its end") for \($0.sharedBy) runs"
    }
    let purpose = shared.isEmpty ? "" : ": \(shared.listed(atMost: 3))"
    let after = array.dependency.map { ", after what is shared with \($0.run)" } ?? ""
    return "job \(number), \(tasks) of \(cores) and \(array.megabytes) MB\(after)\(purpose)"
  }

  /// Refuses ranks that this program, or a run's batches, cannot have.
  private func requireRanks(_ site: ClusterFile, _ runs: [PlannedRun]) throws {
    guard site.ranks > 1 else { return }
    guard RankLaunch.slurmPlugin != nil else {
      throw ValidationError(
        "'ranks: \(site.ranks)' in \(clusterFile): this program was built without MPI; build one with make "
          + "build MPI=openmpi or MPI=mpich, and submit with that"
      )
    }
    let unfit = runs.first { !$0.experiment.optimizer.shareCount.isMultiple(of: site.ranks) }
    guard let unfit else { return }
    throw ValidationError(
      "'ranks: \(site.ranks)' in \(clusterFile): the batches of \(unfit.experiment.name) have "
        + "\(unfit.experiment.optimizer.shareCount) shares; 'optimizer.shares' must be a multiple of the ranks"
    )
  }

  /// Warns of what would make jobs fail or slow.
  private func warn(of runs: [PlannedRun], _ site: ClusterFile) {
    var texts: [String] = []
    for run in runs {
      let threads = run.experiment.engine.threads
      if let cores = site.cores, cores < threads {
        texts.append(
          "'cores: \(cores)' are fewer than the \(threads) threads of \(run.experiment.name)"
        )
      } else if site.cores == nil, threads == 0 {
        texts.append(
          "'engine.threads' of \(run.experiment.name) is 0, so each job takes a whole node and its bits depend on that; set it, or 'cores' in the cluster file"
        )
      }
      texts += run.experiment.missingInputs.map { "\($0)" }
    }
    var said: Set<String> = []
    for text in texts where said.insert(text).inserted { Console.note("warning: \(text)") }
  }
}

extension ClusterFile {
  /// Reads a file as the user named it.
  ///
  /// - Throws: `ValidationError` for a file that cannot be read, `ExperimentError` for its problems.
  init(contentsOf file: String) throws {
    let path = ExperimentFile.path(file)
    do {
      try self.init(yaml: SmallFile.text(path, limit: Limits.byteCount), file: path)
    } catch let error as FileError {
      throw ValidationError(
        "the cluster file \(path) cannot be read: \(error.reason); \(error.remedy)"
      )
    }
  }
}

extension Plan {
  /// The memory to ask for, in whole gigabytes; `cache` are those kept for features where they are given.
  fileprivate func megabytes(cache: Double?) throws -> Int {
    let estimate = Double(try memoryEstimate()) + (cache ?? 0) * 1e9
    return Int((estimate / Double(1 << 30)).rounded(.up)) << 10
  }
}

extension URL {
  /// The path from the current folder where the URL lies below it, as a user would write it.
  fileprivate var relativeName: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let path = standardizedFileURL.path
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}

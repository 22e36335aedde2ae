import Experiments

extension ClusterFile {
  /// The keys of a job, and those of where it runs.
  mutating func visit(_ keys: FlatFile) {
    keys.choice(
      keys.named(
        "scheduler",
        "What takes the jobs: Slurm, or GNU parallel on this machine or several.",
        example: "slurm"
      ),
      &scheduler,
      required: true
    )
    keys.word(
      "partition",
      "The partition (sbatch --partition).",
      otherwise: "the site's",
      example: "main",
      only: only(.slurm),
      &partition
    )
    keys.word(
      "account",
      "Who pays (sbatch --account).",
      otherwise: "the user's",
      example: "birds",
      only: only(.slurm),
      &account
    )
    visitTime(keys)
    visitMemory(keys)
    keys.integer(
      keys.named(
        "cores",
        "The cores of a rank. More than the threads help to load pictures; a run's bits depend on the threads alone.",
        otherwise: "engine.threads of each experiment",
        example: "2"
      ),
      &cores,
      in: 1...1024
    )
    keys.word(
      "constraint",
      "Nodes that may be used (sbatch --constraint). Equal bits need processors of one kind.",
      otherwise: "none",
      example: "avx512",
      only: only(.slurm),
      &constraint
    )
    keys.integer(
      keys.named(
        "at-once",
        "The most jobs of an array at a time; with parallel, of each host.",
        otherwise: "no limit; with parallel, as many as have cores",
        example: "8"
      ),
      &atOnce,
      in: 1...100_000
    )
    visitGrace(keys)
    keys.integer(
      keys.named(
        "ranks",
        "Processes of one run, by srun --mpi=pmix; more than 1 need a program that was built with MPI.",
        only: only(.slurm)
      ),
      &ranks,
      in: 1...4096
    )
    keys.number(
      keys.named(
        "cache-memory",
        "Decoded pictures that a run keeps in memory, by PROTOPNET_CACHE_MEMORY; changes no bit of a result.",
        unit: "10⁹ bytes",
        otherwise: "a part of what the job may use",
        example: "8"
      ),
      &cacheGigabytes
    )
    keys.integer(
      keys.named(
        "restarts",
        "How often a job may start again, after time limits, preemptions and waits; one that makes no progress in two starts stops at once.",
        only: only(.slurm)
      ),
      &restarts,
      in: 0...100_000
    )
    visitLists(keys)
  }

  private mutating func visitTime(_ keys: FlatFile) {
    keys.text(
      keys.named(
        "time",
        "The time limit of one start. It may be shorter than a stage: a run saves and goes on in the next start.",
        otherwise: "the partition's",
        example: "1-00:00:00",
        form: "minutes, hours:minutes:seconds or days-hours",
        pattern: "[0-9]{1,7}(:[0-5][0-9]){0,2}|[0-9]{1,4}-[0-9]{1,2}(:[0-5][0-9]){0,2}",
        only: only(.slurm)
      ),
      &time
    )
    if let time, !Self.isTime(time) {
      keys.problem(
        "'time' must be a limit as Slurm takes it: minutes, hours:minutes:seconds, or days-hours such as 2-12",
        at: "time"
      )
    }
  }

  private mutating func visitMemory(_ keys: FlatFile) {
    var memory: String?
    keys.text(
      keys.named(
        "memory",
        "The memory of a job. GNU parallel starts a job only where so much is free.",
        otherwise: "the plan's estimate, for each experiment",
        example: "6GB",
        form: "such as 6GB or 800MB",
        pattern: "0*[1-9][0-9]{0,6} ?[GM]B?"
      ),
      &memory
    )
    if let memory {
      megabytes = Self.megabytes(memory)
      if megabytes == nil { keys.problem("'memory' must be such as 6GB or 800MB", at: "memory") }
    }
  }

  private mutating func visitGrace(_ keys: FlatFile) {
    var interval: String? = SaveInterval.time(seconds: Double(grace)).description
    keys.text(
      keys.named(
        "grace",
        "How long before its time limit a run is asked to save and to end: longer than a step and a save take.",
        form: "a time such as 90s or 5min",
        pattern: "[0-9]*\\.?[0-9]+ *(s|min|h)",
        only: only(.slurm)
      ),
      &interval
    )
    if let interval {
      if case .time(let seconds)? = SaveInterval(interval), (1...65_535).contains(seconds) {
        grace = Int(seconds)
      } else {
        keys.problem("'grace' must be a time from 1s to 18h, such as 90s or 5min", at: "grace")
      }
    }
  }

  private mutating func visitLists(_ keys: FlatFile) {
    keys.texts(
      keys.named(
        "setup",
        "What a job does before the program starts.",
        otherwise: "none",
        example: "[\"module load gcc/13\"]",
        form: "a list of shell lines"
      ),
      &setup
    )
    keys.texts(
      keys.named(
        "options",
        "Further options of sbatch, or of parallel, as they are.",
        otherwise: "none",
        example: "[\"--qos=long\"]",
        form: "a list of options"
      ),
      &options
    )
    keys.texts(
      keys.named(
        "hosts",
        "Where GNU parallel runs jobs, by ssh; they see the same files under the same paths.",
        otherwise: "this machine",
        example: "[node1, node2]",
        form: "a list of hosts",
        only: only(.parallel)
      ),
      &hosts
    )
    requireFitting(keys)
  }

  /// That a key is of one scheduler alone.
  private func only(_ owner: Scheduler) -> FlatFile.Only {
    .init("scheduler", owner.rawValue, holds: scheduler == owner)
  }

  /// Refuses options that are written here, and hosts that are none.
  private func requireFitting(_ keys: FlatFile) {
    for option in options {
      let name = String(option.prefix { $0 != "=" && !$0.isWhitespace })
      if option.contains(where: \.isNewline) || !option.hasPrefix("-") {
        keys.problem(
          "an option is one line that begins with '-', such as --exclusive",
          at: "options"
        )
      } else if Self.ownOptions.contains(name) {
        keys.problem("'\(name)' is set by 'protopnet submit'; leave it out", at: "options")
      } else if let key = Self.keysOfOptions[name] {
        keys.problem("use the key '\(key)' in place of the option '\(name)'", at: "options")
      }
    }
    for host in hosts where host.hasPrefix("-") || host.contains(where: { $0.isWhitespace }) {
      keys.problem("a host is one word, such as node1 or me@node1", at: "hosts")
    }
  }

  /// What the jobs depend on.
  private static let ownOptions: Set = [
    "--array", "-a", "--dependency", "-d", "--output", "-o", "--error", "-e", "--open-mode",
    "--requeue", "--no-requeue", "--signal", "--parsable", "--chdir", "-D", "--wrap", "--wait",
    "-W",
    "--ntasks", "-n", "--kill-on-invalid-dep", "--joblog", "--sshlogin", "-S", "--workdir",
  ]

  private static let keysOfOptions = [
    "--partition": "partition", "-p": "partition", "--account": "account", "-A": "account",
    "--time": "time", "-t": "time", "--mem": "memory", "--cpus-per-task": "cores", "-c": "cores",
    "--constraint": "constraint", "-C": "constraint", "--jobs": "at-once", "-j": "at-once",
  ]

  private static func isTime(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{1,7}(:[0-5]\d){0,2}|\d{1,4}-\d{1,2}(:[0-5]\d){0,2}/) != nil
  }

  private static func megabytes(_ text: String) -> Int? {
    guard let match = text.wholeMatch(of: /(\d{1,7}) ?([GM])B?/) else { return nil }
    return Int(match.1).map { $0 * (match.2 == "G" ? 1024 : 1) }.flatMap { $0 > 0 ? $0 : nil }
  }
}

extension FlatFile {
  /// A text of one word.
  fileprivate func word(
    _ key: String,
    _ meaning: String,
    otherwise: String,
    example: String,
    only: Only?,
    _ value: inout String?
  ) {
    let name = named(
      key,
      meaning,
      otherwise: otherwise,
      example: example,
      form: "one word",
      pattern: "[^\\s\"'\\\\#]+",
      only: only
    )
    text(name, &value)
    if let text = value, text.contains(where: { $0.isWhitespace || "\"'\\#".contains($0) }) {
      problem("'\(key)' must be one word without quotes", at: key)
    }
  }
}

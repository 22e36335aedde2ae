package import Experiments

/// Where and how experiments are submitted: what a site's file declares; no part of any experiment.
package struct ClusterFile: Equatable, Sendable {
  /// What takes the jobs.
  package enum Scheduler: String, CaseIterable, Sendable {
    case slurm
    /// GNU parallel, on this machine or several by ssh.
    case parallel
  }

  package var scheduler = Scheduler.slurm
  package var partition: String?
  package var account: String?
  /// A time limit as Slurm writes it.
  package var time: String?
  /// Megabytes of a job; nil for the plan's estimate.
  package var megabytes: Int?
  /// Cores of a rank; nil for the experiment's threads.
  package var cores: Int?
  package var constraint: String?
  /// The most tasks of an array, or jobs of a host, that run at a time.
  package var atOnce: Int?
  /// Seconds before the time limit at which a run is asked to save and end.
  package var grace = 300
  package var ranks = 1
  package var cacheGigabytes: Double?

  /// The lines of shell before a task's call.
  var preparation: [String] {
    let cache = cacheGigabytes.map {
      "export PROTOPNET_CACHE_MEMORY=\(Int((1_000 * $0).rounded()))M"
    }
    return setup + (cache.map { [$0] } ?? [])
  }

  /// How often a job may be started again.
  package var restarts = 100
  /// Shell lines before the program.
  package var setup: [String] = []
  /// Further options of `sbatch`, or of `parallel`.
  package var options: [String] = []
  /// Hosts for GNU parallel; none for this one.
  package var hosts: [String] = []

  package init() {}

  /// Reads a file; `file` is the name that problems are reported under.
  ///
  /// - Throws: Every problem of the text at once.
  package init(yaml text: String, file: String) throws(ExperimentError) {
    var site = ClusterFile()
    try FlatFile.read(clusterFile: text, file: file) { site.visit($0) }
    self = site
  }

  private mutating func visit(_ keys: FlatFile) {
    keys.choice("scheduler", &scheduler, required: true)
    keys.word("partition", &partition)
    keys.word("account", &account)
    keys.text("time", &time)
    if let time, !Self.isTime(time) {
      keys.problem(
        "'time' must be a limit as Slurm takes it: minutes, hours:minutes:seconds, or days-hours such as 2-12",
        at: "time"
      )
    }
    var memory: String?
    keys.text("memory", &memory)
    if let memory {
      megabytes = Self.megabytes(memory)
      if megabytes == nil { keys.problem("'memory' must be such as 6GB or 800MB", at: "memory") }
    }
    keys.integer("cores", &cores, in: 1...1024)
    keys.word("constraint", &constraint)
    keys.integer("at-once", &atOnce, in: 1...100_000)
    var interval: String?
    keys.text("grace", &interval)
    if let interval {
      if case .time(let seconds)? = SaveInterval(interval), (1...65_535).contains(seconds) {
        grace = Int(seconds)
      } else {
        keys.problem("'grace' must be a time from 1s to 18h, such as 90s or 5min", at: "grace")
      }
    }
    keys.integer("ranks", &ranks, in: 1...4096)
    keys.number("cache-memory", &cacheGigabytes)
    keys.integer("restarts", &restarts, in: 0...100_000)
    keys.texts("setup", &setup)
    keys.texts("options", &options)
    keys.texts("hosts", &hosts)
    requireFitting(keys)
  }

  /// Refuses keys that the scheduler has no use for, and options that are written here.
  private func requireFitting(_ keys: FlatFile) {
    let foreign = ClusterKey.all.filter { $0.scheduler != nil && $0.scheduler != scheduler }
    for key in foreign where keys.isGiven(key.name) {
      keys.problem(
        "'\(key.name)' is of the scheduler '\(key.scheduler?.rawValue ?? "")' alone; leave it out",
        at: key.name
      )
    }
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
  fileprivate func word(_ key: String, _ value: inout String?) {
    text(key, &value)
    if let text = value, text.contains(where: { $0.isWhitespace || "\"'\\#".contains($0) }) {
      problem("'\(key)' must be one word without quotes", at: key)
    }
  }
}

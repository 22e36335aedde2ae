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

  /// Every key that a cluster file may have.
  package static let keys = FlatFile.describe { keys in
    var site = ClusterFile()
    site.visit(keys)
  }
}

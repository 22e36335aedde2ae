/// A run as it is submitted: what it is called, what it shares with others, and what it needs.
package struct ClusterRun: Sendable {
  /// One thing after the other that a run does: its pictures are made, or a stage is performed.
  package struct Step: Hashable, Sendable {
    /// As `run --until` takes it.
    package let name: String
    /// Equal for equal steps of equal histories; nil where the step is of this run alone.
    package let history: String?

    package init(name: String, history: String?) { (self.name, self.history) = (name, history) }
  }

  /// A task of the run that is in a scheduler's hands already.
  package struct Pending: Sendable {
    package let job: String
    /// The step that it ends after; nil for the last.
    package let until: String?

    package init(job: String, until: String?) { (self.job, self.until) = (job, until) }
  }

  /// The experiment's name and the run's id.
  package let name: RunName
  /// What `protopnet run` is told of it.
  package let arguments: [String]
  package let steps: [Step]
  /// How many of the steps are finished.
  package let finishedCount: Int
  /// Cores of a rank; 0 for all of a node.
  package let cores: Int
  package let megabytes: Int
  package let pending: [Pending]

  package init(
    _ name: RunName,
    arguments: [String],
    steps: [Step],
    finishedCount: Int,
    cores: Int,
    megabytes: Int,
    pending: [Pending] = []
  ) {
    (self.name, self.arguments, self.steps) = (name, arguments, steps)
    (self.finishedCount, self.cores, self.megabytes) = (finishedCount, cores, megabytes)
    self.pending = pending
  }
}

/// The name of a run in the folder of all runs.
package struct RunName: Hashable, Codable, Sendable, CustomStringConvertible {
  package let experiment: String
  package let id: String

  package init(experiment: String, id: String) { (self.experiment, self.id) = (experiment, id) }

  /// Such as `table-1-cub/33ba2d99275c-s1`.
  package var description: String { "\(experiment)/\(id)" }
}

/// What happened to a job of a run, a line of the run's journal.
package struct JobEvent: Codable, Equatable, Sendable {
  package enum Kind: String, Codable, Sendable {
    /// A task was given to a scheduler.
    case submitted
    /// The program started.
    case began
    /// The program ended, or was ended.
    case ended
    /// The job asked for another start.
    case requeued
    /// The job asks for no other start.
    case stopped
  }

  package var event: Kind
  /// Such as `17_3`; nil outside of Slurm.
  package var job: String?
  /// The step after which the task ends; nil for the last.
  package var until: String?
  /// The run whose task has to end before, and that task's job.
  package var after: RunName?
  package var afterJob: String?
  /// The process of the scheduler, where that is GNU parallel.
  package var process: String?
  package var host: String?
  /// The program's exit code.
  package var code: Int32?
  /// In words, why it ended, or was started again or not.
  package var message: String?
  /// Whether it ended because another process is at work on the same.
  package var isOccupied: Bool?
  /// How far the run was.
  package var progress: String?

  package init(_ event: Kind, job: String? = nil) { (self.event, self.job) = (event, job) }
}

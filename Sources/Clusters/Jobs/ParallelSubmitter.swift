package import Files
package import Foundation

/// Starts GNU parallel on a plan's waves, detached, and notes each task in its run's journal.
package struct ParallelSubmitter {
  let plan: JobPlan
  let script: ParallelScript
  let results: URL

  package init(_ plan: JobPlan, _ script: ParallelScript, results: URL) {
    (self.plan, self.script, self.results) = (plan, script, results)
  }

  /// What starts all waves.
  package var start: String {
    script.start(
      waves: plan.waves.count,
      cores: plan.arrays.contains { $0.cores == 0 } ? 0 : plan.arrays.map(\.cores).max() ?? 0,
      megabytes: plan.arrays.map(\.megabytes).max() ?? 0
    )
  }

  /// Closes what a process inherits but for its three streams: Foundation takes a program for running as
  /// long as any process has what it opened for it.
  private static let closing = """
    for open in /proc/$$/fd/*; do [ "${open##*/}" -le 2 ] || eval "exec ${open##*/}>&-"; done
    """

  /// The lines of every wave's tasks.
  package var waves: [String] {
    plan.waves.map { $0.map { script.line($0) + "\n" }.joined() }
  }

  /// Starts all and returns the process that sees to it; nothing of this program keeps running.
  ///
  /// - Throws: ``ClusterError`` and `WriteFailure`.
  package func submit(_ submission: Submission) throws -> ProcessIdentity {
    guard ExternalCommand("parallel") != nil else {
      throw ClusterError.missing("parallel", advice: "install GNU parallel")
    }
    guard let shell = ExternalCommand("bash") else {
      throw ClusterError.missing("bash", advice: "install it")
    }
    try submission.write(script.job, to: Submission.scriptName)
    try submission.write(start, to: Submission.startName)
    for (index, lines) in waves.enumerated() {
      try submission.write(lines, to: Submission.tasksName(index + 1))
    }
    // The shell ends at once and tells the number of the one that it leaves behind.
    let path = submission.folder.appending(path: Submission.startName).path.shellWord
    let log = submission.folder.appending(path: "log").path.shellWord
    let text = try shell.output([
      "-c", "\(Self.closing); setsid nohup bash \(path) </dev/null >\(log) 2>&1 & echo $!",
    ])
    guard let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)),
      let process = ProcessIdentity(number: number)
    else { throw ClusterError.failed("bash", reason: "it did not start \(path)") }
    for array in plan.arrays {
      for task in array.tasks {
        var event = JobEvent(.submitted)
        event.process = "\(process)"
        event.until = task.until
        event.after = array.dependency?.run
        try JobJournal(of: task.run.name, in: results).add(event)
      }
    }
    return process
  }
}

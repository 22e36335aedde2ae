import Foundation

extension SlurmCluster {
  /// Submits a batch script or, behind `--wrap`, a command; returns the job's number.
  ///
  /// - Throws: ``SlurmClusterError`` where Slurm refuses.
  func submit(_ arguments: String..., in directory: URL? = nil) throws -> String {
    try demand(["sbatch", "--parsable"] + arguments, in: directory)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What `scontrol show job` says, such as `JobState`, `Restarts`, `ExitCode` and `NodeList`, of a job
  /// or, by `4_1`, of a task of an array.
  ///
  func facts(of job: String) throws -> [String: String] {
    // An array has a line for each task that has started, and one for the rest.
    let lines = try demand(["scontrol", "show", "job", "-o", job]).split(separator: "\n")
    let words = lines.first?.split(separator: " ") ?? []
    return words.reduce(into: [:]) { facts, word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { facts[String(parts[0])] = String(parts[1]) }
    }
  }

  /// The state of a job or of a task of an array, such as `PENDING`, `RUNNING` or `COMPLETED`.
  func state(of job: String) throws -> String { try facts(of: job)["JobState"] ?? "" }

  /// Waits until a job's facts are as wished, or throws with what they are instead.
  @discardableResult
  func wait(
    for job: String,
    seconds: Double = 120,
    until isWished: ([String: String]) -> Bool
  ) throws -> [String: String] {
    var facts: [String: String] = [:]
    let came = try waits(seconds: seconds) {
      facts = try self.facts(of: job)
      return isWished(facts)
    }
    guard came else {
      throw SlurmClusterError("after \(seconds) s job \(job) is \(facts)\n\(logs)")
    }
    return facts
  }

  /// Waits until no job waits or runs any more.
  func waitForAll(seconds: Double = 300) throws {
    let came = try waits(seconds: seconds) { try demand(["squeue", "-h"]).isEmpty }
    guard !came else { return }
    throw SlurmClusterError("after \(seconds) s: \(try demand(["squeue"]))\n\(logs)")
  }

  /// Lets a requeued job start at once.
  func hasten(_ job: String) throws {
    try demand(["scontrol", "update", "JobId=\(job)", "StartTime=now"])
  }
}

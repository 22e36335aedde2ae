import Foundation

/// What is asked of Slurm, by its own programs.
package enum Slurm {
  private static let usualArraySize = 1001

  /// The job that this process belongs to, such as `17` or `17_3`; nil outside of jobs.
  ///
  /// An element's own number would not do: the last element's is the whole array's, so that a requeue by it
  /// would start all of them again.
  package static var currentJob: String? {
    let environment = ProcessInfo.processInfo.environment
    if let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"]
    {
      return "\(array)_\(task)"
    }
    return environment["SLURM_JOB_ID"]
  }

  /// The most tasks of an array, with numbers from 1.
  package static var arraySize: Int {
    guard let scontrol = ExternalCommand("scontrol"),
      let text = try? scontrol.output(["show", "config"]),
      let match = text.firstMatch(of: /MaxArraySize\s*=\s*(\d+)/), let size = Int(match.1)
    else { return usualArraySize - 1 }
    return max(size - 1, 1)
  }

  /// Submits and returns the job's number.
  ///
  /// - Throws: ``ClusterError`` with Slurm's own words.
  package static func submit(_ arguments: [String]) throws(ClusterError) -> String {
    let sbatch = ExternalCommand("sbatch")
    guard let sbatch else {
      throw .missing(
        "sbatch",
        advice: "submit where Slurm is, or declare 'scheduler: parallel' in the cluster file"
      )
    }
    let output = try sbatch.output(arguments)
    // The cluster's name may follow.
    let number = output.prefix { $0.isNumber }
    guard !number.isEmpty else { throw .failed("sbatch", reason: "it named no job: \(output)") }
    return String(number)
  }

  /// Puts a running job back into the queue, to begin `delay` seconds later; nil for Slurm's own time.
  ///
  /// - Throws: ``ClusterError`` with Slurm's own words.
  package static func requeue(_ job: String, delay: Int?) throws(ClusterError) {
    guard let scontrol = ExternalCommand("scontrol") else {
      throw .missing("scontrol", advice: "jobs start themselves again by it")
    }
    do {
      _ = try scontrol.output(["requeue", job])
    } catch {
      // Slurm may have done it itself, as where a job has to make room.
      guard case .failed(_, let reason) = error, reason.contains("pending") else { throw error }
    }
    if let delay {
      _ = try scontrol.output(["update", "JobId=\(job)", "StartTime=now+\(delay)"])
    }
  }
}

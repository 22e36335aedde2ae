/// The user's jobs in Slurm, as `squeue` lists them; nothing else of Slurm is asked, least of all accounting.
package struct SlurmQueue: Sendable {
  /// A job, or an element of an array.
  package struct Job: Equatable, Sendable {
    /// Such as `17` or `17_3`.
    package let id: String
    /// The number that the job itself knows, which differs from an element's name.
    package let number: String
    /// Such as `PENDING` and `RUNNING`.
    package let state: String
    /// Why it is not running, or where it runs.
    package let reason, host: String

    package var isRunning: Bool { ["RUNNING", "COMPLETING", "SUSPENDED"].contains(state) }
  }

  private let jobs: [String: Job]
  private let numbers: [String: Job]

  /// Asks `squeue`; nil where there is none or it does not answer.
  package static func now() -> SlurmQueue? { try? ask() }

  /// Asks `squeue`; nil where there is none.
  ///
  /// - Throws: ``ClusterError`` where it does not answer.
  package static func ask() throws(ClusterError) -> SlurmQueue? {
    guard let squeue = ExternalCommand("squeue") else { return nil }
    return SlurmQueue(try squeue.output(["--me", "-h", "-r", "-o", "%i|%A|%T|%R|%N"]))
  }

  /// Reads what `squeue -h -r -o '%i|%A|%T|%R|%N'` prints.
  package init(_ text: String) {
    let jobs = text.split(separator: "\n").compactMap { line -> Job? in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5 else { return nil }
      let reason = fields[3].trimmingPrefix("(")
      return Job(
        id: fields[0],
        number: fields[1],
        state: fields[2],
        reason: String(reason.hasSuffix(")") ? reason.dropLast() : reason),
        host: fields[4]
      )
    }
    self.jobs = Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first }
    numbers = Dictionary(jobs.map { ($0.number, $0) }) { first, _ in first }
  }

  package subscript(id: String) -> Job? { jobs[id] }

  /// The job that calls itself by a number.
  package func job(number: String) -> Job? { numbers[number] }
}

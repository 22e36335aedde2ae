import Foundation

/// A process, told apart from all others, so that what it leaves in a folder can be known for its own.
///
/// Number and start tell it from later processes of its machine, host and boot from those of others.
package struct ProcessIdentity: Hashable, Sendable {
  /// The machine's name and, where it has one, its identifier.
  package let host: String
  /// The machine's start.
  package let boot: String
  /// The space in which the number is one process's, as containers have their own.
  package let space: String
  package let number: Int32
  /// When it began, in the kernel's ticks since the machine's start.
  package let start: UInt64
  /// The job of a scheduler that it belongs to, such as `SLURM:4711`; behind a `#` how often it was started again.
  package let job: String?

  package init(
    host: String,
    boot: String,
    space: String,
    number: Int32,
    start: UInt64,
    job: String? = nil
  ) {
    (self.host, self.boot, self.space) = (host, boot, space)
    (self.number, self.start, self.job) = (number, start, job)
  }

  /// This process.
  package static let current = ProcessIdentity(
    host: thisHost,
    boot: firstWord(of: "/proc/sys/kernel/random/boot_id"),
    space: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "-",
    number: getpid(),
    start: Status(of: getpid())?.start ?? 0,
    job: thisJob
  )

  /// A process of this machine; nil where none has the number.
  package init?(number: Int32) {
    guard let status = Status(of: number) else { return nil }
    let here = Self.current
    self.init(
      host: here.host,
      boot: here.boot,
      space: here.space,
      number: number,
      start: status.start
    )
  }

  /// Whether it is certain that the process has ended; false for one of another machine.
  package var hasEnded: Bool {
    let here = Self.current
    // A job that was started again, as after a node's failure, took its processes of before with it.
    if isOfEarlierStart(of: here) { return true }
    guard host == here.host else { return false }
    // A machine that was started again took all its processes with it.
    guard boot == here.boot else { return true }
    guard space == here.space, number > 0 else { return false }
    if kill(number, 0) != 0, errno == ESRCH { return true }
    // Where the status of others is hidden the process counts as alive.
    guard let status = Status(of: number) else { return false }
    return status.isOver || status.start != start
  }

  /// Whether another process's job is the same, started again since.
  package func isOfEarlierStart(of other: ProcessIdentity) -> Bool {
    guard let own = job?.split(separator: "#"), let others = other.job?.split(separator: "#"),
      own.first == others.first, others.count == 2, let last = Int(others[1])
    else { return false }
    return (own.count == 2 ? Int(own[1]) ?? 0 : 0) < last
  }

  /// The machine's name, made one word.
  private static var thisHost: String {
    let name = ProcessInfo.processInfo.hostName.split(whereSeparator: \.isWhitespace)
    return "\(name.joined(separator: "-"))/\(firstWord(of: "/etc/machine-id"))"
  }

  /// What schedulers tell their jobs in the environment.
  private static var thisJob: String? {
    let schedulers = [
      ("SLURM", "SLURM_JOB_ID"), ("PBS", "PBS_JOBID"), ("LSF", "LSB_JOBID"), ("OAR", "OAR_JOB_ID"),
      ("Flux", "FLUX_JOB_ID"), ("SGE", "JOB_ID"),
    ]
    for (scheduler, variable) in schedulers {
      let words = ProcessInfo.processInfo.environment[variable]?.split(
        whereSeparator: \.isWhitespace
      )
      guard let word = words?.first else { continue }
      let starts = ProcessInfo.processInfo.environment["SLURM_RESTART_COUNT"].flatMap { Int($0) }
      guard scheduler == "SLURM", let starts, starts > 0 else { return "\(scheduler):\(word)" }
      return "\(scheduler):\(word)#\(starts)"
    }
    return nil
  }

  private static func firstWord(of file: String) -> String {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "-"
  }

  /// What the kernel says of a process.
  private struct Status {
    let isOver: Bool
    let start: UInt64

    /// Nil where there is no such process, or where its status cannot be read.
    init?(of number: Int32) {
      guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
        // The name before it may hold spaces and parentheses.
        let name = text.lastIndex(of: ")")
      else { return nil }
      let fields = text[name...].split(separator: " ").dropFirst()
      guard let state = fields.first, fields.count > 19, let start = UInt64(fields[20]) else {
        return nil
      }
      (isOver, self.start) = (state == "Z" || state == "X", start)
    }
  }
}

extension ProcessIdentity {
  /// As a person calls it, such as `process 4711 of node3 (job 17 of SLURM)`.
  package var words: String {
    let place = "process \(number) of \(host.prefix { $0 != "/" })"
    guard let parts = job?.split(separator: ":", maxSplits: 1), parts.count == 2 else {
      return place
    }
    return "\(place) (job \(parts[1].prefix { $0 != "#" }) of \(parts[0]))"
  }
}

/// As a line of a file: five words, and a sixth one for the job.
extension ProcessIdentity: LosslessStringConvertible {
  package var description: String {
    "\(host) \(boot) \(space) \(number) \(start)" + (job.map { " \($0)" } ?? "")
  }

  package init?(_ description: String) {
    let words = description.split(whereSeparator: \.isWhitespace).map(String.init)
    guard (5...6).contains(words.count), let number = Int32(words[3]), let start = UInt64(words[4])
    else { return nil }
    self.init(
      host: words[0],
      boot: words[1],
      space: words[2],
      number: number,
      start: start,
      job: words.count == 6 ? words[5] : nil
    )
  }
}

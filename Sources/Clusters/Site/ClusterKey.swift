/// A key of a cluster file, for people and programs.
package struct ClusterKey: Encodable, Sendable {
  package let name: String
  /// What a value is, such as `one word`.
  package let value: String
  /// What holds where it is left out; nil where it must be given.
  package let otherwise: String?
  /// A value as a file has it.
  package let example: String
  package let meaning: String
  /// The only scheduler that has a use for it.
  let scheduler: ClusterFile.Scheduler?

  private enum CodingKeys: String, CodingKey {
    case name, value, example, meaning, scheduler
    case otherwise = "default"
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(value, forKey: .value)
    try fields.encodeIfPresent(otherwise, forKey: .otherwise)
    try fields.encode(example, forKey: .example)
    try fields.encode(meaning, forKey: .meaning)
    try fields.encodeIfPresent(scheduler?.rawValue, forKey: .scheduler)
  }

  private init(
    _ name: String,
    _ value: String,
    _ example: String,
    otherwise: String? = "none",
    only scheduler: ClusterFile.Scheduler? = nil,
    _ meaning: String
  ) {
    (self.name, self.value, self.example) = (name, value, example)
    (self.otherwise, self.scheduler, self.meaning) = (otherwise, scheduler, meaning)
  }

  /// All keys, in the order of the commented file.
  package static let all: [ClusterKey] = [
    .init(
      "scheduler",
      "slurm or parallel",
      "slurm",
      otherwise: nil,
      "What takes the jobs: Slurm, or GNU parallel on this machine or several."
    ),
    .init(
      "partition",
      "one word",
      "main",
      otherwise: "the site's",
      only: .slurm,
      "The partition (sbatch --partition)."
    ),
    .init(
      "account",
      "one word",
      "birds",
      otherwise: "the user's",
      only: .slurm,
      "Who pays (sbatch --account)."
    ),
    .init(
      "time",
      "minutes, hours:minutes:seconds or days-hours",
      "1-00:00:00",
      otherwise: "the partition's",
      only: .slurm,
      """
      The time limit of one start. It may be shorter than a stage: a run saves and goes on in the next start.
      """
    ),
    .init(
      "memory",
      "such as 6GB",
      "6GB",
      otherwise: "the plan's estimate, for each experiment",
      "The memory of a job. GNU parallel starts a job only where so much is free."
    ),
    .init(
      "cores",
      "from 1",
      "2",
      otherwise: "engine.threads of each experiment",
      "The cores of a rank. More than the threads help to load pictures; a run's bits depend on the threads alone."
    ),
    .init(
      "constraint",
      "one word",
      "avx512",
      only: .slurm,
      "Nodes that may be used (sbatch --constraint). Equal bits need processors of one kind."
    ),
    .init(
      "at-once",
      "from 1",
      "8",
      otherwise: "no limit; with parallel, as many as have cores",
      "The most jobs of an array at a time; with parallel, of each host."
    ),
    .init(
      "grace",
      "a time such as 90s or 5min",
      "5min",
      otherwise: "5min",
      only: .slurm,
      "How long before its time limit a run is asked to save and to end: longer than a step and a save take."
    ),
    .init(
      "ranks",
      "from 1",
      "1",
      otherwise: "1",
      only: .slurm,
      "Processes of one run, by srun --mpi=pmix; more than 1 need a program that was built with MPI."
    ),
    .init(
      "cache-memory",
      "10⁹ bytes",
      "8",
      otherwise: "a part of what the job may use",
      "Decoded pictures that a run keeps in memory, by PROTOPNET_CACHE_MEMORY; changes no bit of a result."
    ),
    .init(
      "restarts",
      "from 0",
      "100",
      otherwise: "100",
      only: .slurm,
      "How often a job may start again, after time limits, preemptions and waits; one that makes no progress in two starts stops at once."
    ),
    .init(
      "setup",
      "a list of shell lines",
      "[\"module load gcc/13\"]",
      "What a job does before the program starts."
    ),
    .init(
      "options",
      "a list of options",
      "[\"--qos=long\"]",
      "Further options of sbatch, or of parallel, as they are."
    ),
    .init(
      "hosts",
      "a list of hosts",
      "[node1, node2]",
      otherwise: "this machine",
      only: .parallel,
      "Where GNU parallel runs jobs, by ssh; they see the same files under the same paths."
    ),
  ]

  /// A cluster file with every key, its meaning and what holds without it, as comments.
  package static var commentedFile: String {
    let head = """
      # Where and how 'protopnet submit EXPERIMENT… --cluster FILE' runs experiments. It is no part of any
      # experiment: ids and results do not change with it. Remove the '#' before the keys that the site needs.

      """
    return head
      + all.map { key in
        let only = key.scheduler.map { " Only for \($0.rawValue)." } ?? ""
        let otherwise = key.otherwise.map { " Without it: \($0)." } ?? ""
        let comment = wrapped("\(key.meaning)\(only)\(otherwise)").map { "# \($0)\n" }.joined()
        return "\n\(comment)\(key.otherwise == nil ? "" : "# ")\(key.name): \(key.example)\n"
      }
      .joined()
  }

  private static func wrapped(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + word.count < 98 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}

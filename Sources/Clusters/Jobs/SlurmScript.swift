/// The script of all arrays of a submission: it runs one task under `srun` and sees to another start.
package struct SlurmScript: Sendable {
  let site: ClusterFile
  /// What the jobs are called.
  let name: String
  /// The folder of the submission, as the user named it.
  let folder: String
  /// The path of this program.
  let program: String

  /// How srun starts the ranks of this program.
  let mpi: String

  package init(
    _ site: ClusterFile,
    name: String,
    folder: String,
    program: String,
    mpi: String = "pmix"
  ) {
    (self.site, self.name, self.folder, self.program) = (site, name, folder, program)
    self.mpi = mpi
  }

  package var text: String {
    let options =
      [
        ("job-name", name), ("partition", site.partition), ("account", site.account),
        ("time", site.time), ("constraint", site.constraint), ("ntasks", "\(site.ranks)"),
        // One rank saves at TERM; MPI's programs pass on USR1 alone and kill ranks at TERM.
        ("signal", "\(site.ranks > 1 ? "USR1" : "TERM")@\(site.grace)"), ("requeue", ""),
        ("open-mode", "append"), ("output", "\(folder.replacing("%", with: "%%"))/%A_%a.log"),
      ].compactMap { key, value in
        value.map { $0.isEmpty ? "--\(key)" : "--\(key)=\(Self.quoted($0))" }
      } + site.options
    let ranks = site.ranks > 1 ? " --mpi=\(mpi) --cpu-bind=cores --kill-on-bad-exit=1" : ""
    return """
      #!/bin/bash
      # Written by 'protopnet submit'. Element N of an array performs line N of the file "$1".
      \(options.map { "#SBATCH \($0)" }.joined(separator: "\n"))
      \(site.preparation.map { "\n\($0)" }.joined())
      eval "task=($(sed -n "${SLURM_ARRAY_TASK_ID}p" "$1"))"
      srun --ntasks=\(site.ranks) --cpus-per-task="${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}"\(ranks) \\
        \(program.shellWord) run "${task[@]}" --no-waiting --as-job
      # Exit code 75 asks for another start, which goes on at the last save.
      \(program.shellWord) requeue "${task[@]}" --code $? --restarts \(site.restarts)

      """
  }

  /// What `sbatch` is told of one array; `dependency` is the job that has to end well before.
  package func arguments(_ array: JobPlan.Array, tasks: String, dependency: String?) -> [String] {
    let limit = site.atOnce.map { "%\($0)" } ?? ""
    var arguments = ["--parsable", "--array=1-\(array.tasks.count)\(limit)"]
    arguments.append(array.cores > 0 ? "--cpus-per-task=\(array.cores)" : "--exclusive")
    // Ranks may lie on several nodes.
    let isDivided = site.ranks > 1 && array.cores > 0
    arguments.append(
      isDivided
        ? "--mem-per-cpu=\((array.megabytes + array.cores - 1) / array.cores)M"
        : "--mem=\(array.megabytes)M"
    )
    if let dependency {
      arguments += ["--dependency=afterok:\(dependency)", "--kill-on-invalid-dep=yes"]
    }
    return arguments + ["\(folder)/\(Submission.scriptName)", tasks]
  }

  /// A value as `#SBATCH` lines take it.
  private static func quoted(_ value: String) -> String {
    let isPlain = value.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace && !"\"'\\#".unicodeScalars.contains($0)
    }
    guard !isPlain else { return value }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

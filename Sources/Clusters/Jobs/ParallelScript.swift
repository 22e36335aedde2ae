/// The scripts by which GNU parallel performs a submission, on one host or several.
package struct ParallelScript: Sendable {
  let site: ClusterFile
  /// The path of the submission's folder.
  let folder: String
  let program: String
  /// Where experiments' and results' paths begin.
  let directory: String

  package init(_ site: ClusterFile, folder: String, program: String, directory: String) {
    (self.site, self.folder, self.program) = (site, folder, program)
    self.directory = directory
  }

  /// Starts all waves, one after the other; `cores` are those of the largest job.
  package func start(waves: Int, cores: Int, megabytes: Int) -> String {
    var options = [
      "--jobs", site.atOnce.map { "\($0)" } ?? (cores > 0 ? "\(max(100 / cores, 1))%" : "1"),
      "--memfree", "\(megabytes)M",
    ]
    if !site.hosts.isEmpty {
      options += ["--sshlogin", site.hosts.joined(separator: ","), "--workdir", directory]
    }
    let rest = site.options.map { " \($0)" }.joined()
    let calls = (1...max(waves, 1)).map { wave in
      let log = "\(folder)/joblog-\(wave)".shellWord
      let tasks = "\(folder)/\(Submission.tasksName(wave))".shellWord
      return "parallel --joblog \(log) \(options.shellLine)\(rest) < \(tasks)"
    }
    return """
      #!/bin/bash
      # Written by 'protopnet submit'. A line of tasks is a job; later ones need what the earlier ones leave.
      cd \(directory.shellWord) || exit
      \(calls.joined(separator: "\n"))

      """
  }

  /// Performs one task, wherever it is called.
  package var job: String {
    """
    #!/bin/bash
    cd \(directory.shellWord) || exit
    \(site.preparation.map { "\($0)\n" }.joined())exec \(program.shellWord) run "$@" --as-job

    """
  }

  /// A task as a line of shell.
  package func line(_ task: JobPlan.Task) -> String {
    (["bash", "\(folder)/\(Submission.scriptName)"] + task.arguments).shellLine
  }
}

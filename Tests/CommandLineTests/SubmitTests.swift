import Clusters
import Experiments
import Foundation
import TestSupport
import Testing

/// What is given to Slurm, and what its jobs do; the real one is met in ClusterTests.
struct SubmitTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]}
    """
  private static let site = "scheduler: slurm\nmemory: 1GB\ntime: 5\n"

  /// Calls `body` with a folder of a tiny matrix and a site's file.
  private func withFolder(
    matrix: String = "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}",
    _ body: (URL, FakeSlurm) throws -> Void
  ) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short, more: matrix)
      try Data(Self.site.utf8).write(to: folder.appending(path: "site.yaml"))
      try body(folder, FakeSlurm(in: folder.appending(path: "slurm")))
    }
  }

  private func ids(_ folder: URL) throws -> [String] {
    let check = try Program.run("check", "tiny.yaml", in: folder).output
    return check.matches(of: /[0-9a-f]{12}-s1/).map { String($0.output) }
  }

  private func contents(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  @Test func submitsWhatIsSharedFirstAndNothingTwice() throws {
    try withFolder { folder, slurm in
      let submit = ["submit", "tiny.yaml", "--cluster", "site.yaml"]
      let ids = try ids(folder)
      let first = try slurm.run(submit, in: folder)
      #expect(first.code == 0, "\(first.errors)")
      let calls = try slurm.calls(of: "sbatch")
      let common = "sbatch|--parsable|--array=1-"
      #expect(
        calls == [
          common + "1|--cpus-per-task=1|--mem=1024M|results/jobs/1/job.sh|results/jobs/1/tasks-1|",
          common
            + "2|--cpus-per-task=1|--mem=1024M|--dependency=afterok:103_1|--kill-on-invalid-dep=yes|"
            + "results/jobs/1/job.sh|results/jobs/1/tasks-2|",
        ]
      )
      func task(_ id: String) -> String { "tiny.yaml --only \(id) --seed 1 --results results" }
      #expect(
        try contents("results/jobs/1/tasks-1", in: folder)
          == "\(task(ids[0])) --until cycle-1/projection\n"
      )
      #expect(
        try contents("results/jobs/1/tasks-2", in: folder) == "\(task(ids[0]))\n\(task(ids[1]))\n"
      )
      let script = try contents("results/jobs/1/job.sh", in: folder)
      #expect(script.contains("#SBATCH --time=5\n") && script.contains("\nsrun --ntasks=1 "))

      // All of it waits: nothing is submitted.
      try slurm.queue(
        "103_1|103|RUNNING|n1|n1\n104_1|105|PENDING|(Dependency)|\n104_2|104|PENDING|(Dependency)|\n"
      )
      let second = try slurm.run(submit, in: folder)
      #expect(second.output == "nothing to submit: 2 runs, all finished, queued or running\n")
      #expect(second.errors.contains("left out: tiny/\(ids[0]) is submitted already: 104_1\n"))
      #expect(try slurm.calls(of: "sbatch").count == 2)

      // One of the two was taken out of the queue: it waits for what is shared again.
      try slurm.queue("103_1|103|RUNNING|n1|n1\n104_1|105|PENDING|(Dependency)|\n")
      #expect(try slurm.run(submit, in: folder).code == 0)
      #expect(try slurm.calls(of: "sbatch").last?.contains("afterok:103_1") == true)

      // A finished one is left out; what another shares with it is there.
      try slurm.queue("")
      #expect(try Program.run("run", "tiny.yaml", "--only", ids[0], in: folder).code == 0)
      let third = try slurm.run(submit, in: folder)
      #expect(third.errors.contains("left out: tiny/\(ids[0]) is finished\n"))
      #expect(try slurm.calls(of: "sbatch").last?.contains("--dependency") == false)
    }
  }

  @Test func aDryRunWritesNothing() throws {
    try withFolder { folder, slurm in
      let submit = ["submit", "tiny.yaml", "--cluster", "site.yaml", "--dry-run"]
      let run = try slurm.run(submit, in: folder)
      #expect(run.code == 0)
      #expect(run.output.hasPrefix("#!/bin/bash\n"))
      #expect(run.output.contains("# sbatch --parsable --array=1-2 --cpus-per-task=1 --mem=1024M"))
      #expect(run.output.contains("--until cycle-1/projection\n"))
      #expect(try slurm.calls(of: "sbatch") == [])
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))

      let changed = try slurm.run(
        submit + ["--seed", "7", "--set", "coefficients.cluster=0.5", "--results", "o p"],
        in: folder
      )
      #expect(changed.output.contains(" --seed 7 --results 'o p' --set coefficients.cluster=0.5"))
    }
  }

  @Test func saysWhatKeepsItFromSubmitting() throws {
    try withFolder { folder, slurm in
      let submit = ["submit", "tiny.yaml", "--cluster", "site.yaml"]
      try slurm.refuse("sbatch: error: invalid partition specified: nowhere\n")
      let refused = try slurm.run(submit, in: folder)
      #expect(refused.code == 1)
      #expect(
        refused.errors.hasSuffix(
          "error: 'sbatch' failed: invalid partition specified: nowhere\n"
        )
      )
      let absent = try slurm.run(submit, more: ["PATH": "/nowhere"], in: folder)
      #expect(absent.code == 1)
      #expect(
        absent.errors.hasSuffix(
          "error: 'sbatch' is not found along PATH; submit where Slurm is, or declare 'scheduler: parallel' in the cluster file\n"
        )
      )
      let noFile = try slurm.run(["submit", "tiny.yaml", "--cluster", "x.yaml"], in: folder)
      #expect(noFile.code == 2 && noFile.errors.contains("the cluster file x.yaml cannot be read"))
      let pipe = try slurm.run(["submit", "-", "--cluster", "site.yaml"], in: folder)
      #expect(pipe.code == 2 && pipe.errors.contains("can be read only once"))
    }
  }

  /// The memory that a plan needs, where the site's file says nothing of it; all cores for `threads: 0`.
  @Test func asksForWhatThePlanNeeds() throws {
    try withFolder(matrix: "") { folder, slurm in
      try Data("scheduler: slurm\n".utf8).write(to: folder.appending(path: "site.yaml"))
      let submit = ["submit", "tiny.yaml", "--cluster", "site.yaml", "--dry-run"]
      let run = try slurm.run(submit, in: folder)
      #expect(run.output.contains("--cpus-per-task=1 --mem=1024M"))
      let whole = try slurm.run(submit + ["--set", "engine.threads=0"], in: folder)
      #expect(whole.output.contains("--array=1-1 --exclusive --mem=1024M"))
      #expect(
        whole.errors.contains("'engine.threads' of tiny is 0, so each job takes a whole node")
      )
    }
  }

  // MARK: - What a job does

  private static let job = [
    "SLURM_ARRAY_JOB_ID": "103", "SLURM_ARRAY_TASK_ID": "1", "SLURM_JOB_ID": "103",
  ]

  @Test func aJobThatWasAskedToEndStartsAgainUntilItMakesNoProgress() throws {
    try withFolder(matrix: "") { folder, slurm in
      let id = try ids(folder)
      let arguments = ["tiny.yaml", "--only", id[0], "--seed", "1"]
      let journal = JobJournal(
        of: RunName(experiment: "tiny", id: id[0]),
        in: folder.appending(path: "results")
      )
      func requeue(code: Int) throws -> Program.Outcome {
        try slurm.run(["requeue"] + arguments + ["--code", "\(code)"], more: Self.job, in: folder)
      }
      func began() throws {
        var event = JobEvent(.began, job: "103_1")
        event.progress = "0.0"
        try journal.add(event)
      }
      try began()
      let first = try requeue(code: 75)
      #expect(first.code == 75, "\(first.errors)")
      // Never the array's number, which its last element has, too.
      #expect(try slurm.calls(of: "scontrol") == ["scontrol|requeue|103_1|"])
      try began()
      let second = try requeue(code: 75)
      #expect(second.code == 1)
      #expect(second.errors.hasPrefix("job 103_1 is not started again: no progress in 2 starts"))
      #expect(try slurm.calls(of: "scontrol").count == 1)
      #expect(journal.events.map(\.event) == [.began, .ended, .requeued, .began, .ended, .stopped])

      let status = try slurm.run(["status", "tiny.yaml"], in: folder)
      #expect(status.output.contains("0 failed") == true)
      var submitted = JobEvent(.submitted, job: "103_1")
      submitted.until = nil
      try journal.add(submitted)
      try began()
      #expect(try requeue(code: 137).code == 137)
      let failed = try slurm.run(["status", "tiny.yaml"], in: folder)
      #expect(
        failed.output.contains(
          "failed  0 of 4 stages  job 103_1  ended by signal 9; too little memory?"
        )
      )
      #expect(try requeue(code: 0).code == 0)
    }
  }

  /// Where another process is at work, a run ends at once with 75, and its job looks again later.
  @Test func aRunThatIsNotToWaitEnds() throws {
    try withFolder { folder, slurm in
      let ids = try ids(folder)
      let results = folder.appending(path: "results")
      let task = ["tiny.yaml", "--only", ids[1], "--seed", "1"]
      _ = try Program.run(["run"] + task + ["--until", "warm-up"], in: folder)
      let run = results.appending(path: "tiny/\(ids[1])")
      let lock = try FileManager.default.contentsOfDirectory(atPath: run.path)
      #expect(!lock.contains(".claim"))
      // Somebody has the run's claim.
      let holder = Process()
      holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
      holder.arguments = [run.appending(path: ".claim").path, "sleep", "60"]
      try holder.run()
      defer { kill(holder.processIdentifier, SIGKILL) }
      while !FileManager.default.fileExists(atPath: run.appending(path: ".claim").path) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: 0.2)
      let outcome = try slurm.run(
        ["run"] + task + ["--no-waiting", "--as-job"],
        more: Self.job,
        in: folder
      )
      #expect(outcome.code == 75)
      #expect(
        outcome.errors.contains(
          "performs this run; ended rather than wait, the same command goes on later\n"
        )
      )
      let again = try slurm.run(["requeue"] + task + ["--code", "75"], more: Self.job, in: folder)
      #expect(again.code == 75)
      #expect(
        try slurm.calls(of: "scontrol")
          == ["scontrol|requeue|103_1|", "scontrol|update|JobId=103_1|StartTime=now+120|"]
      )
    }
  }
}

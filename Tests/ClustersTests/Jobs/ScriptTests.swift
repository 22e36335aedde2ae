import Clusters
import Testing

struct ScriptTests {
  private let run = ClusterRun(
    RunName(experiment: "x", id: "1-s1"),
    arguments: ["a b.yaml", "--only", "1-s1"],
    steps: [],
    finishedCount: 0,
    cores: 2,
    megabytes: 3072
  )

  @Test func theScriptOfAPlainSite() throws {
    let site = try ClusterFile(
      yaml: """
        scheduler: slurm
        partition: main
        time: 60
        setup: [module load gcc]
        options: [--qos=long]
        """,
      file: "site.yaml"
    )
    let script = SlurmScript(
      site,
      name: "x",
      folder: "my results/jobs/1",
      program: "/opt/p p/protopnet"
    )
    #expect(
      script.text == #"""
        #!/bin/bash
        # Written by 'protopnet submit'. Element N of an array performs line N of the file "$1".
        #SBATCH --job-name=x
        #SBATCH --partition=main
        #SBATCH --time=60
        #SBATCH --ntasks=1
        #SBATCH --signal=TERM@300
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output="my results/jobs/1/%A_%a.log"
        #SBATCH --qos=long

        module load gcc
        eval "task=($(sed -n "${SLURM_ARRAY_TASK_ID}p" "$1"))"
        srun --ntasks=1 --cpus-per-task="${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}" \
          '/opt/p p/protopnet' run "${task[@]}" --no-waiting --as-job
        # Exit code 75 asks for another start, which goes on at the last save.
        '/opt/p p/protopnet' requeue "${task[@]}" --code $? --restarts 100

        """#
    )
    let array = JobPlan([run], arraySize: 9).arrays[0]
    #expect(
      script.arguments(array, tasks: "t", dependency: "7_2") == [
        "--parsable", "--array=1-1", "--cpus-per-task=2", "--mem=3072M", "--dependency=afterok:7_2",
        "--kill-on-invalid-dep=yes", "my results/jobs/1/job.sh", "t",
      ]
    )
  }

  @Test func severalRanksTakeOtherSignals() {
    var site = ClusterFile()
    (site.ranks, site.atOnce, site.grace) = (4, 3, 60)
    let script = SlurmScript(site, name: "x", folder: "r%", program: "protopnet")
    #expect(script.text.contains("#SBATCH --signal=USR1@60\n"))
    #expect(script.text.contains("#SBATCH --output=r%%/%A_%a.log\n"))
    #expect(
      script.text.contains(
        "srun --ntasks=4 --cpus-per-task=\"${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}\" --mpi=pmix"
      )
    )
    let array = JobPlan([run], arraySize: 9).arrays[0]
    #expect(
      script.arguments(array, tasks: "t", dependency: nil).prefix(4)
        == ["--parsable", "--array=1-1%3", "--cpus-per-task=2", "--mem-per-cpu=1536M"]
    )
  }

  @Test func gnuParallelTakesWavesOneAfterTheOther() {
    var site = ClusterFile()
    site.scheduler = .parallel
    (site.hosts, site.setup) = (["a", "me@b"], ["export X=1"])
    let script = ParallelScript(site, folder: "/r/jobs/1", program: "/p", directory: "/w w")
    #expect(
      script.start(waves: 2, cores: 2, megabytes: 3072) == """
        #!/bin/bash
        # Written by 'protopnet submit'. A line of tasks is a job; later ones need what the earlier ones leave.
        cd '/w w' || exit
        parallel --joblog /r/jobs/1/joblog-1 --jobs 50% --memfree 3072M --sshlogin a,me@b --workdir '/w w' < /r/jobs/1/tasks-1
        parallel --joblog /r/jobs/1/joblog-2 --jobs 50% --memfree 3072M --sshlogin a,me@b --workdir '/w w' < /r/jobs/1/tasks-2

        """
    )
    #expect(
      script.job == """
        #!/bin/bash
        cd '/w w' || exit
        export X=1
        exec /p run "$@" --as-job

        """
    )
    #expect(
      script.line(JobPlan([run], arraySize: 9).arrays[0].tasks[0])
        == "bash /r/jobs/1/job.sh 'a b.yaml' --only 1-s1"
    )
  }

  @Test func readsTheQueue() {
    let queue = SlurmQueue(
      """
      17_1|18|RUNNING|n1|n1
      17_2|17|PENDING|(Dependency)|
      19_1|19|PENDING|(Nodes required for job are DOWN, DRAINED or reserved)|

      """
    )
    #expect(queue["17_1"]?.isRunning == true && queue["17_1"]?.host == "n1")
    #expect(queue["17_2"]?.reason == "Dependency")
    #expect(queue.job(number: "18")?.id == "17_1")
    #expect(queue["19_1"]?.reason == "Nodes required for job are DOWN, DRAINED or reserved")
    #expect(queue["17_3"] == nil)
  }
}

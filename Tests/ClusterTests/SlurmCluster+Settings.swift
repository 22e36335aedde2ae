import Foundation

extension SlurmCluster {
  /// What a cluster consists of.
  struct Settings {
    var nodeCount = 2
    /// Cores that each node claims to have, however many the machine has.
    var coreCount = 2
    /// Memory that each node claims to have, in megabytes.
    var memory = 16_000
    var partitions = [Partition("main")]
    /// How long a requeued job waits before it starts again, in seconds; Slurm's own default is 120.
    var requeueDelay = 5
    /// More lines of `slurm.conf`.
    var more: [String] = []

    /// The nodes' names, `n1` and on.
    var nodes: [String] { (1...nodeCount).map { "n\($0)" } }
  }

  /// A partition of all nodes; the first one is the default.
  struct Partition {
    let name: String
    /// Jobs of a higher tier take nodes from those of a lower one, which are requeued.
    let tier: Int
    /// Seconds between the signal and the end of a job whose nodes are taken.
    let grace: Int
    /// More options, such as `MaxTime=1`.
    let more: String

    init(_ name: String, tier: Int = 1, grace: Int = 30, more: String = "") {
      (self.name, self.tier, self.grace, self.more) = (name, tier, grace, more)
    }
  }
}

extension SlurmCluster.Settings {
  /// The text of `slurm.conf`; the first port is the controller's.
  func configuration(of folder: URL, ports: [Int]) throws -> String {
    let folder = folder.path
    let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
      .prefix { $0 != "." && $0 != "\n" }
    var lines = [
      "ClusterName=protopnet",
      "SlurmctldHost=\(host)(127.0.0.1)",
      "SlurmUser=\(NSUserName())",
      "SlurmdUser=\(NSUserName())",
      "AuthType=auth/munge",
      // A requeued job waits until its credential has expired.
      "AuthInfo=socket=\(folder)/munge.socket,cred_expire=\(requeueDelay)",
      "CredType=cred/munge",
      "ProctrackType=proctrack/linuxproc",
      "TaskPlugin=task/none",
      "JobAcctGatherType=jobacct_gather/none",
      "MailProg=/bin/true",
      "ReturnToService=2",
      "SlurmctldPidFile=\(folder)/state/slurmctld.pid",
      "SlurmdPidFile=\(folder)/state/slurmd-%n.pid",
      "SlurmctldPort=\(ports[0])",
      "StateSaveLocation=\(folder)/state",
      "SlurmdSpoolDir=\(folder)/spool/%n",
      // Of each node its own: pmix makes folders of the same name there.
      "TmpFS=\(folder)/tmp/%n",
      "SlurmctldLogFile=\(folder)/log/slurmctld.log",
      "SlurmdLogFile=\(folder)/log/slurmd-%n.log",
      // A dead node is found within half a minute.
      "SlurmdTimeout=10",
      "SlurmdParameters=config_overrides",
      "SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=0,batch_sched_delay=0",
      "SelectType=select/cons_tres",
      "SelectTypeParameters=CR_Core",
      "JobRequeue=1",
    ]
    if partitions.contains(where: { $0.tier != partitions[0].tier }) {
      lines += ["PreemptType=preempt/partition_prio", "PreemptMode=REQUEUE"]
    }
    lines += zip(nodes, ports.dropFirst()).map { node, port in
      "NodeName=\(node) NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port) "
        + "CPUs=\(coreCount) RealMemory=\(memory)"
    }
    lines += partitions.enumerated().map { index, partition in
      "PartitionName=\(partition.name) Nodes=ALL Default=\(index == 0 ? "YES" : "NO") "
        + "PriorityTier=\(partition.tier) GraceTime=\(partition.grace) \(partition.more)"
    }
    return (lines + more).joined(separator: "\n") + "\n"
  }
}

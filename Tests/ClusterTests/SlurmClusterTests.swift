import Foundation
import TestSupport
import Testing

/// The cluster that other tests run on.
@Suite(.enabled(if: SlurmCluster.isThere, SlurmCluster.absence))
struct SlurmClusterTests {
  /// The processes that know of a folder by their environment.
  private func processes(of folder: URL) throws -> [String] {
    let needle = Data("SLURM_CONF=\(folder.path)/".utf8)
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      guard Int(name) != nil,
        let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ")
      else { return false }
      return environment.range(of: needle) != nil
    }
  }

  @Test func runsJobsAndLeavesNothing() throws {
    let folder: URL
    do {
      let cluster = try SlurmCluster()
      folder = cluster.folder
      let job = try cluster.submit("-o", "out", "--wrap", "echo $SLURMD_NODENAME")
      try cluster.wait(for: job) { $0["JobState"] == "COMPLETED" }
      let output = try String(contentsOf: folder.appending(path: "out"), encoding: .utf8)
      #expect(["n1\n", "n2\n"].contains(output))
      let hosts = try cluster.run("srun", "-N2", "-l", "printenv", "SLURMD_NODENAME")
      #expect(hosts.code == 0, "\(hosts.errors)")
      #expect(hosts.output.split(separator: "\n").sorted() == ["0: n1", "1: n2"])
      #expect(try cluster.run("srun", "-N2", "hostname").code == 0)
      _ = try cluster.submit("--wrap", "srun sleep 1000")
      #expect(try !processes(of: folder).isEmpty)
    }
    #expect(try processes(of: folder) == [])
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func twoClustersDoNotMeet() throws {
    let clusters = try (0..<2).map { _ in try SlurmCluster(.init(nodeCount: 1)) }
    for cluster in clusters {
      #expect(try cluster.submit("--wrap", "true") == "1")
    }
    for cluster in clusters { try cluster.wait(for: "1") { $0["JobState"] == "COMPLETED" } }
  }

  @Test func aKilledNodesJobStartsAgainOnAnother() throws {
    let cluster = try SlurmCluster()
    let job = try cluster.submit("--requeue", "--wrap", "srun sleep 3; [ $SLURM_RESTART_COUNT ]")
    let node = try #require(
      cluster.wait(for: job) { $0["JobState"] == "RUNNING" }["NodeList"]
    )
    try cluster.kill(node: node)
    let facts = try cluster.wait(for: job) { $0["JobState"] == "COMPLETED" }
    #expect(facts["Restarts"] == "1" && facts["NodeList"] != node)
    #expect(try cluster.nodeStates()[node] == "down*")
    try cluster.start(node: node)
    #expect(try waits(seconds: 30) { try cluster.nodeStates()[node] == "idle" })
  }

  @Test func aPartitionOfAHigherTierTakesNodes() throws {
    let cluster = try SlurmCluster(
      .init(
        nodeCount: 1,
        partitions: [
          .init("low", more: "PreemptMode=REQUEUE"),
          .init("high", tier: 2, more: "PreemptMode=OFF"),
        ]
      )
    )
    // A step hears of it at the beginning of the grace time.
    let script = "srun sh -c 'trap \"echo told; exit 75\" TERM; echo ready; sleep 1000 & wait'"
    let job = try cluster.submit(
      "--requeue",
      "--exclusive",
      "--open-mode=append",
      "-o",
      "out",
      "--wrap",
      script
    )
    let output = cluster.folder.appending(path: "out")
    func text() throws -> String {
      FileManager.default.fileExists(atPath: output.path)
        ? try String(contentsOf: output, encoding: .utf8) : ""
    }
    #expect(try waits(seconds: 60) { try text().contains("ready") })
    let urgent = try cluster.submit("-p", "high", "--exclusive", "--wrap", "true")
    try cluster.wait(for: urgent) { $0["JobState"] == "COMPLETED" }
    #expect(try waits(seconds: 60) { try text().contains("told") })
    _ = try cluster.run("scancel", job)
  }
}

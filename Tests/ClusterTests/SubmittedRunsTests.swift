import Foundation
import TestSupport
import Testing

/// Runs on a real cluster of Slurm: two nodes, one of which fails, time limits, and jobs that make room.
@Suite(.enabled(if: SlurmCluster.isThere, SlurmCluster.absence), .serialized)
struct SubmittedRunsTests {
  private func withCluster(_ body: (URL, SlurmCluster) throws -> Void) throws {
    try Places.withTemporaryDirectory { folder in
      let cluster = try SlurmCluster(
        .init(
          coreCount: 1,
          partitions: [
            .init("main", grace: 10, more: "PreemptMode=REQUEUE"),
            .init("urgent", tier: 9, more: "PreemptMode=OFF"),
          ]
        )
      )
      defer { cluster.stop() }
      try body(folder, cluster)
    }
  }

  /// Four cells on two nodes, one of which dies within a joint stage.
  @Test func aNodeDies() throws {
    try withCluster { folder, cluster in
      let project = try ClusterProject(
        in: folder.appending(path: "it's a \"test\" ü"),
        on: cluster,
        steps: 4000,
        savedEvery: 100,
        matrix: "{optimizer.joint.prototypes: [1e-3, 2e-3], coefficients.cluster: [0.7, 0.8]}"
      )
      try project.beginUndisturbed()
      try project.submit()
      // Well within the stage, so that there are saves.
      var dying: ClusterProject.Cell?
      try project.wait("a joint stage is under way on the second node") {
        dying = try project.cells().first {
          $0.host == "n2" && $0.stage == "cycle-1/joint" && $0.step ?? 0 > 250
        }
        return dying != nil
      }
      let victim = try #require(dying)
      try cluster.kill(node: "n2")
      let lost = try #require(project.cells().first { $0.run == victim.run })
      #expect(lost.stagesFinished == 1)
      // The server gives a node up that is silent for ten seconds, and the job goes to the other one.
      try project.waitForTheEnd()
      #expect(try cluster.nodeStates()["n2"]?.hasPrefix("down") == true)
      try project.expectTheSameAsUndisturbed()
      // What follows the last save is computed twice, at most a hundred steps; nothing else is.
      for cell in try project.cells() {
        let counts = try project.countOfSteps(of: cell.run)
        #expect(counts.count == 4000)
        let twice = counts.filter { $0.value > 1 }
        #expect(twice.allSatisfy { $0.value == 2 })
        #expect(cell.run == victim.run ? (0...100).contains(twice.count) : twice.isEmpty)
        if let first = twice.keys.min(), let last = twice.keys.max() {
          #expect(first > 250 - 100 && last - first == twice.count - 1)
        }
      }
    }
  }

  /// Two runs share a joint stage, which is longer than the time limit and has to make room for an urgent job.
  ///
  /// It is computed once, and nobody waits for it on a node.
  @Test func limitsAndUrgentJobs() throws {
    try withCluster { folder, cluster in
      let project = try ClusterProject(
        in: folder.appending(path: "p"),
        on: cluster,
        steps: 24_000,
        savedEvery: 2000,
        site: "time: 1\ngrace: 20s",
        matrix: "{coefficients.last-layer-l1: [1e-4, 1e-3]}"
      )
      try project.beginUndisturbed()
      try project.submit()
      try project.wait("the joint stage is under way") {
        try project.cells().contains { $0.stage == "cycle-1/joint" && $0.step ?? 0 > 50 }
      }
      let first = try #require(project.cells().first { $0.state == "running" })
      let second = try #require(project.cells().first { $0.run != first.run })
      #expect(second.state == "waiting" && second.reason == "in the queue: Dependency")

      // Slurm sends the signal 20 to 50 seconds before the shortest limit of a minute.
      let job = try #require(first.job)
      try project.wait("the job is in the queue again") {
        try cluster.state(of: job) == "PENDING"
      }
      let stopped = try #require(project.cells().first { $0.run == first.run })
      #expect(stopped.state == "waiting" && stopped.stagesFinished == 1)
      let place = try #require(try stopped.stepAtEnd(in: project))
      #expect(place < 24_000)
      try project.wait("the joint stage goes on") {
        try project.cells().contains { $0.state == "running" && $0.step ?? 0 > place }
      }

      // Both nodes are needed: what runs has ten seconds to save.
      _ = try cluster.submit("-p", "urgent", "-N", "2", "--mem=100", "--wrap", "sleep 3")
      try project.wait("the job had to make room") {
        try project.cells().first { $0.run == first.run }?.state == "waiting"
      }
      try project.waitForTheEnd()
      try project.expectTheSameAsUndisturbed()
      // Once for the joint stage, and none of its steps again.
      let counts = try project.countOfSteps(of: first.run)
      #expect(counts.count == 24_000 && counts.values.allSatisfy { $0 == 1 })
      let journal = try String(
        contentsOf: project.journals.appending(path: "\(first.run).jsonl"),
        encoding: .utf8
      )
      #expect(journal.components(separatedBy: "\"event\":\"requeued\"").count >= 3)
      #expect(!journal.contains("isOccupied"))
      let other = try String(
        contentsOf: project.journals.appending(path: "\(second.run).jsonl"),
        encoding: .utf8
      )
      #expect(!other.contains("isOccupied") && !other.contains("requeued"))
      #expect(
        try project.program("submit", "tiny.yaml", "--cluster", "site.yaml").contains(
          "nothing to submit"
        )
      )
    }
  }

  /// What waits for a task that fails is cancelled, and says why.
  @Test func aFailureEndsWhatWaitsForIt() throws {
    try withCluster { folder, cluster in
      let project = try ClusterProject(
        in: folder.appending(path: "p"),
        on: cluster,
        steps: 10,
        savedEvery: 100,
        matrix: "{coefficients.last-layer-l1: [1e-4, 1e-3]}"
      )
      try FileManager.default.removeItem(at: project.folder.appending(path: "pictures/test"))
      try project.submit()
      try project.wait("nothing is in the queue") { try cluster.demand(["squeue", "-h"]) == "" }
      let cells = try project.cells()
      #expect(cells.map(\.state) == ["failed", "failed"])
      let reason = try #require(cells[0].reason)
      #expect(reason.hasPrefix("error: data set 'pictures': ") && reason.contains("test"))
      #expect(
        cells[1].reason
          == "not begun, because what it shares with tiny/\(cells[0].run) failed: \(reason)"
      )
    }
  }
}

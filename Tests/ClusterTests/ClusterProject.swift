import Foundation
import TestSupport
import Testing

/// An experiment of a minute in a folder, submitted to a cluster and run without one.
final class ClusterProject {
  let folder: URL
  let cluster: SlurmCluster
  /// The same runs, which nothing disturbs.
  private let undisturbed = Process()

  /// `steps` are the joint stage's, two thousandths of a second each; it is saved after every `interval`.
  init(
    in folder: URL,
    on cluster: SlurmCluster,
    steps: Int,
    savedEvery interval: Int,
    site: String = "",
    matrix: String
  ) throws {
    (self.folder, self.cluster) = (folder, cluster)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try TinyExperiment(
      in: folder,
      schedule: """
        schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: \(steps)}, last-layer: {epochs: 1}}]}
        """,
      more: """
        logging: {every-steps: 1}
        checkpoints: {every: \(interval) steps}
        matrix: \(matrix)
        """
    )
    try Data("scheduler: slurm\nmemory: 300MB\n\(site)\n".utf8)
      .write(to: folder.appending(path: "site.yaml"))
  }

  deinit { if undisturbed.isRunning { undisturbed.terminate() } }

  /// Begins to run all without a cluster, beside what the cluster does.
  func beginUndisturbed() throws {
    undisturbed.executableURL = Program.url
    undisturbed.arguments = ["run", "tiny.yaml", "--results", "undisturbed"]
    undisturbed.currentDirectoryURL = folder
    undisturbed.standardOutput = FileHandle.nullDevice
    undisturbed.standardError = FileHandle.nullDevice
    try undisturbed.run()
  }

  var journals: URL { folder.appending(path: "results/jobs/journals/tiny") }

  /// Runs the program on the login node; returns what it says on both streams.
  @discardableResult
  func program(_ arguments: String...) throws -> String {
    let outcome = try cluster.run([Program.url.path] + arguments, in: folder)
    return outcome.output + outcome.errors
  }

  func submit() throws {
    let said = try program("submit", "tiny.yaml", "--cluster", "site.yaml")
    try #require(said.contains("see 'protopnet status'"), "\(said)")
  }

  struct Cell: Decodable {
    let run, state: String
    let stagesFinished: Int
    let stage, host, job, reason: String?
    let step: Int?

    /// The last step of the joint stage that the log tells of.
    func stepAtEnd(in project: ClusterProject) throws -> Int? {
      try project.countOfSteps(of: run).keys.max()
    }
  }

  func cells() throws -> [Cell] {
    try JSONDecoder().decode(
      [Cell].self,
      from: Data(program("status", "tiny.yaml", "--format", "json").utf8)
    )
  }

  /// Waits for what comes within minutes.
  ///
  /// - Throws: ``SlurmClusterError`` with all that there is to see, where it does not come.
  func wait(_ what: String, until condition: () throws -> Bool) throws {
    guard try !waits(seconds: 300, until: condition) else { return }
    let queue = try cluster.run("squeue", "-r").output
    let journals = try Places.contents(of: folder.appending(path: "results/jobs"))
      .filter { $0.key.hasSuffix("log") || $0.key.hasSuffix("jsonl") }
      .map { "\($0.key): \(String(decoding: $0.value.suffix(1000), as: UTF8.self))" }
    throw SlurmClusterError(
      "\(what): not after 300 s\n\(try program("status", "tiny.yaml"))\n\(queue)\n"
        + journals.joined(separator: "\n") + cluster.logs
    )
  }

  /// Waits until every cell is finished.
  func waitForTheEnd() throws {
    try wait("all cells are finished") {
      let cells = try cells()
      if let failed = cells.first(where: { $0.state == "failed" }) {
        throw SlurmClusterError("\(failed.run) failed: \(failed.reason ?? "")")
      }
      return cells.allSatisfy { $0.state == "finished" }
    }
  }

  /// Every checkpoint and piece of evidence, as in a run of the same experiment that nothing disturbed.
  func expectTheSameAsUndisturbed() throws {
    undisturbed.waitUntilExit()
    #expect(undisturbed.terminationStatus == 0)
    let command = ["diff", "-r", "--exclude", "metrics.jsonl", "--exclude", "record.json"]
    let difference = try cluster.run(command + ["undisturbed/tiny", "results/tiny"], in: folder)
    #expect(difference.code == 0 && difference.output == "", "\(difference)")
    let found = try Places.contents(of: folder.appending(path: "results/tiny"))
    #expect(found.keys.contains { $0.hasSuffix(".h5") })
  }

  /// How often each step of the joint stage was computed, by a run's log.
  func countOfSteps(of run: String) throws -> [Int: Int] {
    struct Line: Decodable {
      let stage: String
      let event: String?
      let step: Int?
    }
    let log = folder.appending(path: "results/tiny/\(run)/metrics.jsonl")
    let lines = try Data(contentsOf: log).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Line.self, from: Data($0))
    }
    return lines.filter { $0.stage == "cycle-1/joint" && $0.event == "step" }
      .reduce(into: [:]) { $0[$1.step ?? 0, default: 0] += 1 }
  }
}

import Experiments
import Foundation
import TestSupport
import Testing

/// Matrices on the command line: all cells, side by side, after failures and after being killed.
struct MatrixCommandTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]}
    """

  private func records(_ results: URL) throws -> [RunRecord] {
    let runs = results.appending(path: "tiny")
    return try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted().map {
      try RunRecord(contentsOf: runs.appending(path: "\($0)/record.json"))
    }
  }

  /// What runs leave, apart from logs and from which run computed a stage.
  private func contents(_ results: URL) throws -> [String: Data] {
    try Places.contents(of: results).reduce(into: [:]) { contents, file in
      let (name, data) = file
      // A killed process leaves its lock.
      guard !name.hasSuffix("metrics.jsonl"), !name.hasPrefix(".stage-") else { return }
      guard name.hasSuffix("record.json") else {
        contents[name] = data
        return
      }
      var record = try RunRecord(contentsOf: results.appending(path: name))
      for index in record.stages.indices { record.stages[index].sharedFrom = nil }
      contents[name] = try JSONEncoder().encode(record.stages.map(\.checkpointDigest))
    }
  }

  @Test(arguments: [1, 3]) func runsTwelveCells(_ jobs: Int) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: """
          matrix:
            optimizer.joint.prototypes: [1e-3, 3e-3]
            coefficients.last-layer-l1: [1e-4, 1e-2]
            rates:
              - {label: slow, set: {}}
              - {label: fast, set: {optimizer.last-layer.learning-rate: 0.01}}
              - {label: faster, set: {optimizer.last-layer.learning-rate: 0.1}}
          """
      )
      let before = try Program.run("check", "tiny.yaml", in: folder)
      #expect(before.code == 0)
      #expect(before.output.hasPrefix("tiny.yaml: tiny, cells: 12, seeds: 1, runs: 12\n"))
      #expect(before.output.contains("  stages      48, of which 17 differ;"))

      let run = try Program.run("run", "tiny.yaml", "--jobs", "\(jobs)", in: folder)
      #expect(run.code == 0)
      // A line of its accuracy and one of its record's digest for every run.
      #expect(run.output.split(separator: "\n").count == 24)
      let settings = "joint.prototypes: 1e-3, coefficients.last-layer-l1: 1e-2, rates: fast)\n"
      #expect(run.output.contains(settings))
      #expect(run.errors.contains("[12/12] "))

      // However many processes: one warm-up, and a joint stage for each of its rates.
      let records = try records(folder.appending(path: "results"))
      #expect(records.count == 12)
      #expect(records.allSatisfy { $0.isComplete })
      #expect(records.count { $0.stages[0].sharedFrom == nil } == 1)
      #expect(records.count { $0.stages[1].sharedFrom == nil } == 2)
      #expect(records.count { $0.stages[2].sharedFrom == nil } == 2)
      #expect(records.count { $0.stages[3].sharedFrom == nil } == 12)

      let after = try Program.run("check", "tiny.yaml", in: folder)
      #expect(after.output.components(separatedBy: " finished").count == 13)
    }
  }

  @Test(arguments: [1, 2]) func goesOnAfterAFailure(_ jobs: Int) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {start-from: [null, missing.h5], coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let run = try Program.run("run", "tiny.yaml", "--jobs", "\(jobs)", in: folder)
      #expect(run.code == 3)
      #expect(run.output.split(separator: "\n").count == 4)
      #expect(run.errors.contains("2 of 4 runs failed:\n[3/4] start-from: missing.h5"))
      #expect(run.errors.contains("missing.h5 does not exist"))
      #expect(try records(folder.appending(path: "results")).count == 2)
    }
  }

  @Test func runsOneByItsId() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2, 0.1e0]}"
      )
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.output.contains("cells: 3, seeds: 1, runs: 2"))
      let id = try #require(check.output.firstMatch(of: /[0-9a-f]{12}-s1/)).output
      let run = try Program.run("run", "tiny.yaml", "--only", "\(id)", in: folder)
      #expect(run.code == 0)
      #expect(run.output.hasPrefix("results/tiny/\(id): "))
      #expect(
        run.output.contains(
          "(coefficients.last-layer-l1: 0.1 = coefficients.last-layer-l1: 0.1e0)\n"
        )
      )
      let unknown = try Program.run("run", "tiny.yaml", "--only", "x", in: folder)
      #expect(unknown.code == 2)
      #expect(unknown.errors.contains("x: not among the runs"))
    }
  }

  /// The fastest algorithms are a finding of a run, and others' stages may be of other ones.
  @Test func sharesNothingWithTimedAlgorithms() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let arguments = ["run", "tiny.yaml", "--set", "engine.convolution=fastest"]
      let process = Program.process(arguments, in: folder)
      process.environment = ProcessInfo.processInfo.environment
        .merging(["XDG_CACHE_HOME": folder.path]) { $1 }
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      let stages = try records(folder.appending(path: "results")).flatMap(\.stages)
      #expect(stages.count == 8)
      #expect(stages.allSatisfy { $0.key == nil && $0.sharedFrom == nil })
    }
  }

  @Test func refusesABadCellBeforeAnythingRuns() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {prototypes.height: [1, 2], prototypes.width: [1, 40]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      #expect(run.code == 2)
      #expect(
        run.errors.contains(
          "(in the cell prototypes.height: 1, prototypes.width: 40)"
        )
      )
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
    }
  }

  /// Killed with its workers in the middle; the same command ends in the same files.
  @Test func goesOnAfterBeingKilled() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 60}}]}",
        more: "matrix: {optimizer.joint.prototypes: [1e-3, 2e-3, 3e-3, 4e-3]}"
      )
      let whole = try Program.run("run", "tiny.yaml", "--results", "whole", in: folder)
      #expect(whole.code == 0)

      let arguments = ["run", "tiny.yaml", "--results", "killed", "--jobs", "2"]
      let process = Program.process(arguments, in: folder)
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let runs = folder.appending(path: "killed/tiny")
      func hasBegun() -> Bool {
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
        return ids.contains {
          FileManager.default.fileExists(atPath: runs.appending(path: "\($0)/record.json").path)
        }
      }
      while process.isRunning, !hasBegun() { Thread.sleep(forTimeInterval: 0.002) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()

      // The workers end with it, so that the same runs can be gone on with.
      let again = try Program.run(arguments, in: folder)
      #expect(again.code == 0)
      #expect(
        try contents(folder.appending(path: "killed"))
          == contents(folder.appending(path: "whole"))
      )
    }
  }
}

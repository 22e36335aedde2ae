import Foundation
import TestSupport
import Testing

/// Runs that are killed at random instants end in the bytes of one that never was.
///
/// `CRASH_TEST_KILLS=100` kills that often; ten kills are the form of every day.
struct CrashTests {
  private static let killCount =
    ProcessInfo.processInfo.environment["CRASH_TEST_KILLS"].flatMap { Int($0) } ?? 10

  /// Offline augmentation, two joint stages, projections with checks, both last layers, a pruning.
  private static let schedule = """
    schedule:
      warm-up: {epochs: 1}
      cycles:
        - joint: {steps: 4}
          last-layer: {solver: convex}
        - joint: {steps: 4}
          last-layer: {epochs: 2}
          pruning: {nearest: 5, threshold: 1}
        - projection: false
          last-layer: {epochs: 2}
    checks: {theorem: true, last-layer: true}
    checkpoints: {every: 5 steps}
    """

  private static let augmentation =
    "data.augmentation={preset: as-released-code, folder: F, rotation: 1, skew: 1, shear: 0}"

  private func arguments(_ name: String) -> [String] {
    [
      "run", "tiny.yaml", "--results", "results-\(name)", "--set",
      Self.augmentation.replacing("folder: F", with: "folder: pictures-augmented-\(name)"),
    ]
  }

  /// Every file below a folder but the log, which holds times.
  private func contents(_ folder: URL) throws -> [String: Data] {
    try Places.contents(of: folder).filter { !$0.key.hasSuffix("metrics.jsonl") }
  }

  /// A process whose messages go to a file.
  private func start(_ name: String, in folder: URL, messages: URL) throws -> Process {
    let process = Program.process(arguments(name), in: folder)
    try Data().write(to: messages)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    return process
  }

  @Test func endsInTheSameBytesAfterKillsAtRandomInstants() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      try String(contentsOf: tiny.yaml, encoding: .utf8)
        .replacing("per-class: 2", with: "per-class: 4")
        .write(to: tiny.yaml, atomically: true, encoding: .utf8)
      let messages = folder.appending(path: "messages")
      let clock = ContinuousClock()
      // The folder of copies is a part of the experiment's identity, so all runs share its name.
      func prepare(_ name: String) throws -> URL {
        let own = folder.appending(path: name)
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        for item in [tiny.yaml, tiny.pictures] {
          try FileManager.default.copyItem(
            at: item,
            to: own.appending(path: item.lastPathComponent)
          )
        }
        return own
      }
      let undisturbed = try prepare("undisturbed")
      let whole = try start("x", in: undisturbed, messages: messages)
      let duration = clock.measure { whole.waitUntilExit() }
      #expect(whole.terminationStatus == 0)
      let expected = try contents(undisturbed)
      let milliseconds = max(Int(duration / .milliseconds(1)), 100)

      var generator = SystemRandomNumberGenerator()
      var (kills, runs) = (0, 0)
      while kills < Self.killCount {
        runs += 1
        let own = try prepare("run-\(runs)")
        var starts = 0
        while true {
          starts += 1
          try #require(starts < 200, "no progress")
          let process = try start("x", in: own, messages: messages)
          // Under a load that has grown since, no start may come as far as a save in that time.
          let longest = milliseconds / 3 * (1 + starts / 10)
          let pause = Int.random(in: 20...longest, using: &generator)
          usleep(UInt32(1000 * pause))
          let signal = Bool.random(using: &generator) ? SIGKILL : SIGTERM
          // A run that is over meanwhile takes no signal.
          if process.isRunning { kill(process.processIdentifier, signal) }
          process.waitUntilExit()
          let isKilled = process.terminationReason == .uncaughtSignal
          if !isKilled, process.terminationStatus == 0 { break }
          kills += 1
          let text = try String(contentsOf: messages, encoding: .utf8)
          #expect(
            isKilled || process.terminationStatus == 75,
            "exit code \(process.terminationStatus): \(text)"
          )
        }
        let found = try contents(own)
        #expect(found.keys.sorted() == expected.keys.sorted())
        for (name, data) in expected where found[name] != data {
          Issue.record("\(name) differs after kills")
        }
        try FileManager.default.removeItem(at: own)
      }
      print("\(kills) kills in \(runs) runs of \(milliseconds) ms")
    }
  }

  /// What asks several runs side by side for their end reaches each of them, which saves itself.
  @Test func processesSideBySideSaveThemselves() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 100000}}]}",
        more: "seeds: [1, 2]"
      )
      let process = Program.process(["run", "tiny.yaml", "--jobs", "2"], in: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let runs = folder.appending(path: "results/tiny")
      let limit = Date.now + 120
      func files(_ name: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: runs.path)) ?? []
        return paths.filter { $0.contains(name) }
      }
      while files("checkpoints/warm-up.h5").count < 2,
        Date.now < limit
      {
        usleep(10_000)
      }
      usleep(500_000)
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationStatus == 75)
      let saved = files("saves/cycle-1-joint-").map { $0.split(separator: "/")[0] }
      #expect(Set(saved).count == 2)
    }
  }
}

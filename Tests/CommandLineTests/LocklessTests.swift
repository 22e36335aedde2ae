import Experiments
import Files
import Foundation
import TestSupport
import Testing

/// File systems without locks, which say so in several ways.
@Suite(.enabled(if: Shim.isThere, "needs a C compiler"))
struct LocklessTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]}
    """
  private static let augmentation =
    "  augmentation: {preset: as-released-code, rotation: 1, skew: 0, shear: 1}"

  /// What is left below a folder that nobody asked for.
  private func leftovers(_ folder: URL) throws -> [String] {
    try Places.contents(of: folder).keys.filter { name in
      name.hasSuffix(".partial") || name.hasSuffix(".claim") || name.hasSuffix(".lock")
    }
  }

  private func run(_ folder: URL) throws -> URL {
    let runs = folder.appending(path: "results/tiny")
    let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
    return runs.appending(path: try #require(names.first))
  }

  @Test(arguments: [ENOLCK, 524, ENOSYS, EOPNOTSUPP, EINVAL]) func everythingWorks(_ code: Int32)
    throws
  {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.short)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
        .replacing("  flip: true\n", with: "  flip: true\n\(Self.augmentation)\n")
      try Data(text.utf8).write(to: tiny.yaml)
      func program(_ arguments: String...) throws -> Program.Outcome {
        let outcome = try Shim.run(arguments, locksFailWith: code, in: folder)
        #expect(outcome.code == 0, "\(arguments): \(outcome.errors)")
        return outcome
      }
      #expect(try program("data", "augment", "tiny.yaml").output.contains("30 pictures made"))
      _ = try program("run", "tiny.yaml")
      let run = try run(folder)
      let checkpoint = run.appending(path: "checkpoints/cycle-1-last-layer.h5").path
      #expect(try program("evaluate", checkpoint, "--dataset", "pictures").output.contains("of 9"))
      _ = try program("checkpoint", "export", checkpoint, "--output", "net.safetensors")
      _ = try program(
        "checkpoint",
        "import",
        "net.safetensors",
        "--experiment",
        "tiny.yaml",
        "--output",
        "n.h5"
      )
      let log = try String(contentsOf: run.appending(path: "metrics.jsonl"), encoding: .utf8)
      #expect(log.hasSuffix("}\n") && log.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
      #expect(try leftovers(folder) == [])
    }
  }

  /// The claim stands in for the lock: whom it names is waited for while that lives.
  @Test func aLivingProcessIsWaitedForByItsClaim() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      _ = try Shim.run(["run", "tiny.yaml"], locksFailWith: ENOLCK, in: folder)
      let claim = try run(folder).appending(path: Turn.claimName)
      let here = ProcessIdentity.current
      let owner = ProcessIdentity(
        host: here.host,
        boot: here.boot,
        space: here.space,
        number: here.number,
        start: here.start,
        job: "SLURM:4711"
      )
      try Data("\(owner)\n".utf8).write(to: claim)
      let removal = Thread {
        // Long enough for a busy machine to come so far.
        Thread.sleep(forTimeInterval: 10)
        unlink(claim.path)
      }
      removal.start()
      let again = try Shim.run(["run", "tiny.yaml"], locksFailWith: ENOLCK, in: folder)
      #expect(again.code == 0)
      #expect(again.errors.contains("process \(getpid()) of "))
      #expect(again.errors.contains("(job 4711 of SLURM)"))
      #expect(again.errors.contains("performs this run; waiting for it to end"))

      // One that has ended is not waited for.
      let ended = ProcessIdentity(
        host: here.host,
        boot: here.boot,
        space: here.space,
        number: here.number,
        start: here.start + 1
      )
      try Data("\(ended)\n".utf8).write(to: claim)
      let later = try Shim.run(["run", "tiny.yaml"], locksFailWith: 524, in: folder)
      #expect(later.code == 0 && !later.errors.contains("waiting"))
      #expect(try leftovers(folder) == [])
    }
  }

  /// A killed process leaves a file of its own name and its claim; both go with the next start.
  @Test func whatAKilledProcessLeftGoes() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let killed = try Shim.run(
        ["run", "tiny.yaml"],
        locksFailWith: ENOLCK,
        more: ["SHIM_DIE_AT": "record.json", "SLURM_JOB_ID": "12"],
        in: folder
      )
      #expect(killed.code == 9)
      let left = try leftovers(folder).map { ($0 as NSString).lastPathComponent }
      let partial = try #require(left.first { $0.hasSuffix(".partial") })
      #expect(
        partial.wholeMatch(of: /record\.json\.[0-9a-f]{8}-[0-9]+-[0-9]+-[0-9]+\.partial/) != nil
      )
      #expect(left.contains(Turn.claimName))
      let claim = try run(folder).appending(path: Turn.claimName)
      let owner = ProcessIdentity(try String(contentsOf: claim, encoding: .utf8))
      #expect(owner?.words.hasSuffix("(job 12 of SLURM)") == true)
      let again = try Shim.run(["run", "tiny.yaml"], locksFailWith: ENOLCK, in: folder)
      #expect(again.code == 0 && !again.errors.contains("waiting"), "\(again.errors)")
      #expect(try leftovers(folder) == [])
    }
  }

  @Test(arguments: [ENOLCK, 524, ENOSYS]) func twoProcessesOfOneRunEndInValidFiles(_ code: Int32)
    throws
  {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let alone = try Shell.run("\"$0\" run tiny.yaml --results alone", in: folder)
      #expect(alone.code == 0, "\(alone.errors)")
      let locks = "export SHIM_LOCK=\(code) LD_PRELOAD=\(Shim.library?.path ?? "")"
      let run = "\"$0\" run tiny.yaml"
      let outcome = try Shell.run("\(locks); \(run) & \(run) && wait $!", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let both = try self.run(folder)
      let log = try String(contentsOf: both.appending(path: "metrics.jsonl"), encoding: .utf8)
      for line in log.split(separator: "\n") {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
      #expect(try leftovers(folder) == [])
      let verdict = try Program.run("verify", both.path, "--experiment-folder", ".", in: folder)
      #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
      let (found, expected) = try (
        Places.contents(of: folder.appending(path: "results/tiny")),
        Places.contents(of: folder.appending(path: "alone/tiny"))
      )
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, data) in expected where !name.hasSuffix("metrics.jsonl") {
        #expect(found[name] == data, "\(name) differs")
      }
    }
  }

  /// Several processes with and without results of their own meet in one folder.
  @Test func processesSideBySideDoNotMeet() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2, 0.3]}"
      )
      let outcome = try Shim.run(
        ["run", "tiny.yaml", "--jobs", "3"],
        locksFailWith: ENOSYS,
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try leftovers(folder) == [])
    }
  }

  @Test func whatTheDiskDoesNotGiveIsNotCalledDamaged() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let run = try run(folder)
      let checkpoint = run.appending(path: "checkpoints/warm-up.h5")
      let evaluation = try Shim.run(
        ["evaluate", checkpoint.path, "--dataset", "pictures"],
        unreadable: "warm-up.h5",
        in: folder
      )
      #expect(evaluation.code == 3)
      #expect(
        evaluation.errors
          == "error: \(checkpoint.path) cannot be opened (the disk does not give it); check the disk "
          + "or the file server; the file itself may be whole\n"
      )
      for command in [["table"], ["verify"], ["report"]] {
        let outcome = try Shim.run(command + [run.path], unreadable: "record.json", in: folder)
        #expect(outcome.code == 3)
        #expect(outcome.errors.contains("the disk does not give it"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("remove it"))
      }
    }
  }
}

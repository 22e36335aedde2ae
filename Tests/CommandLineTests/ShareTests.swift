import Foundation
import TestSupport
import Testing

/// What the program takes of a machine that it shares with others.
struct ShareTests {
  private static let short = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"

  /// The threads that a run on "all" processors records, behind words that start it.
  private func threads(behind words: String, in folder: URL) throws -> Int {
    let tiny = try TinyExperiment(in: folder, schedule: Self.short)
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    try Data(text.replacing("threads: 1", with: "threads: 0").utf8).write(to: tiny.yaml)
    let outcome = try Shell.run("unset OMP_NUM_THREADS; \(words) \"$0\" run tiny.yaml", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try Self.record(in: tiny.results).environment.threads
  }

  static func record(in results: URL) throws -> Record {
    let files = try Places.contents(of: results).filter { $0.key.hasSuffix("/record.json") }
    return try JSONDecoder().decode(Record.self, from: try #require(files.values.first))
  }

  /// What these tests look at of a record.
  struct Record: Decodable {
    struct Environment: Decodable {
      let processor: String
      let threads: Int
    }
    struct Stage: Decodable { let key: String? }
    let environment: Environment
    let stages: [Stage]
  }

  @Test(.enabled(if: Shell.isThere("taskset"), "needs util-linux"))
  func takesTheProcessorsThatItsMaskAllows() throws {
    try Places.withTemporaryDirectory { folder in
      let count = try threads(behind: "taskset -c 0", in: folder)
      #expect(count == 1)
      let matrix = folder.appending(path: "matrix")
      try FileManager.default.createDirectory(at: matrix, withIntermediateDirectories: true)
      _ = try TinyExperiment(
        in: matrix,
        schedule: Self.short,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let outcome = try Shell.run("taskset -c 0 \"$0\" run tiny.yaml --jobs 2", in: matrix)
      #expect(
        outcome.errors.contains("2 runs at a time with 1 threads each are more than the 1 cores")
      )
    }
  }

  @Test(.enabled(if: ControlGroup.isThere, "needs control groups that may be made: root's rights"))
  func takesTheProcessorsThatItsControlGroupLeaves() throws {
    let group = try ControlGroup(controller: "cpu")
    defer { group.remove() }
    try group.limitProcessors()
    try Places.withTemporaryDirectory { folder in
      let count = try threads(behind: group.words, in: folder)
      #expect(count == 1)
    }
  }

  @Test(.enabled(if: ControlGroup.isThere, "needs control groups that may be made: root's rights"))
  func takesTheMemoryThatItsControlGroupLeaves() throws {
    let group = try ControlGroup(controller: "memory")
    defer { group.remove() }
    try group.limitMemory(megabytes: 700)
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let size = "--set optimizer.batch-size=32 --set data.image-size=1024"
      let outcome = try Shell.run("\(group.words) \"$0\" run tiny.yaml \(size)", in: folder)
      #expect(outcome.code == 1)
      #expect(
        outcome.errors.contains("of the memory that this process's control group has are available")
      )
    }
  }

  @Test func sharesStagesBetweenProcessorsOfOneInstructionSet() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let records = try ["ALL", "SSE41"].map { set in
        let outcome = try Shell.run(
          "ONEDNN_MAX_CPU_ISA=\(set) \"$0\" run tiny.yaml --results \(set)",
          in: folder
        )
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try Self.record(in: folder.appending(path: set))
      }
      #expect(records[1].environment.processor == "SSE41")
      #expect(records[0].environment.processor != "SSE41")
      #expect(records[0].stages.first?.key != records[1].stages.first?.key)
      // The model's name would tell machines apart that compute the same bits.
      let information = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      #expect(!information.contains(": \(records[0].environment.processor)\n"))
    }
  }

  @Test func saysThatTheCachesMemoryIsNoAmount() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let wrong = try Shell.run("PROTOPNET_CACHE_MEMORY=4X \"$0\" run tiny.yaml", in: folder)
      #expect(wrong.code == 1)
      #expect(wrong.errors.contains("error: PROTOPNET_CACHE_MEMORY=4X is no amount of memory"))
      let right = try Shell.run("PROTOPNET_CACHE_MEMORY=1K \"$0\" run tiny.yaml", in: folder)
      #expect(right.code == 0, "\(right.errors)")
    }
  }

  #if arch(x86_64)
  /// Built for any processor it starts; else it says what is missing, and never dies of an instruction.
  @Test(
    .enabled(if: Shell.isThere("qemu-x86_64"), "needs qemu-user: make setup-cluster"),
    arguments: ["qemu64", "Nehalem", "SandyBridge"]
  )
  func saysThatItWasBuiltForAnotherProcessor(_ model: String) throws {
    try Places.withTemporaryDirectory { folder in
      let outcome = try Shell.run("exec qemu-x86_64 -cpu \(model) \"$0\" --version", in: folder)
      guard outcome.code != 0 else { return }
      #expect(outcome.code == 1, "\(outcome.errors)")
      let sentence = """
        protopnet: cannot start: it was built for a processor with instructions that this one does \
        not have (
        """
      // The emulator says what of the model it lacks.
      let lines = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("qemu") }
      #expect(lines.count == 1)
      #expect(lines.first?.contains(sentence) == true, "\(outcome.errors)")
      // Where the program needs no more than that, what is left is what all have.
      let others = ["x86-64-v3", "x86-64"].map { "make build FLAGS='-Xcc -march=\($0)'" }
      #expect(others.contains { lines.first?.hasSuffix($0) == true })
    }
  }
  #endif
}

import Clusters
import Foundation
import TestSupport
import Testing

/// GNU parallel in Slurm's place.
@Suite(.enabled(if: ExternalCommand("parallel") != nil, "needs GNU parallel"))
struct ParallelRunsTests {
  @Test func performsWavesWithoutThisProgram() throws {
    try Places.withTemporaryDirectory { parent in
      let folder = parent.appending(path: "it's a \"test\" ü")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      _ = try TinyExperiment(
        in: folder,
        schedule:
          "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 3}, last-layer: {epochs: 1}}]}",
        more:
          "matrix: {coefficients.last-layer-l1: [1e-4, 1e-3], optimizer.joint.prototypes: [1e-3, 2e-3]}"
      )
      try Data(
        "scheduler: parallel\nmemory: 100MB\nat-once: 2\nsetup: [export FROM_SETUP=1]\noptions: [--will-cite]\n"
          .utf8
      )
      .write(to: folder.appending(path: "site.yaml"))
      func program(_ arguments: String...) throws -> String {
        let outcome = try Program.run(arguments, in: folder)
        return outcome.output + outcome.errors
      }
      let said = try program("submit", "tiny.yaml", "--cluster", "site.yaml")
      #expect(said.contains("GNU parallel performs 4 runs, started by process "), "\(said)")
      // What is in the list is not submitted again.
      let again = try program("submit", "tiny.yaml", "--cluster", "site.yaml")
      #expect(again.contains("nothing to submit") || again.contains("is finished"), "\(again)")
      let end = ContinuousClock.now + .seconds(200)
      while try !program("status", "tiny.yaml").contains("4 runs: 4 finished") {
        guard ContinuousClock.now < end else {
          Issue.record("\(try program("status", "tiny.yaml"))")
          return
        }
        Thread.sleep(forTimeInterval: 0.5)
      }
      // The warm-up once, a joint stage for each of its rates, and the rest for every run.
      let results = try Places.contents(of: folder.appending(path: "results"))
      func count(_ word: String, in suffix: String) -> Int {
        results.filter { $0.key.contains(suffix) }.reduce(0) {
          $0 + String(decoding: $1.value, as: UTF8.self).components(separatedBy: word).count - 1
        }
      }
      #expect(count("--until", in: "/tasks-") == 3)
      #expect(count("\"sharedFrom\"", in: "/record.json") == 7)
      #expect(
        try program("submit", "tiny.yaml", "--cluster", "site.yaml").contains("nothing to submit")
      )
    }
  }
}

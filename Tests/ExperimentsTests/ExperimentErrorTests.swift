import Experiments
import Foundation
import TestSupport
import Testing

/// Whole error messages as a person sees them; the expected texts lie in `Snapshots/`.
struct ExperimentErrorTests {
  @Test(arguments: [
    "unknown-keys", "wrong-types", "out-of-range", "missing", "contradictions", "duplicates",
    "not-yaml", "empty", "tabs", "list",
  ])
  func reportsEveryProblemOfAFile(_ name: String) throws {
    let folder = Places.package.appending(path: "Tests/ExperimentsTests/Snapshots")
    let text = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
    let expected = try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: text, file: "experiments/\(name).yaml")
    }
    #expect(error.description + "\n" == expected)
  }

  @Test(arguments: [
    (
      "optimizer.batch-size",
      "--set optimizer.batch-size: must have the form key.path=value, such as optimizer.batch-size=40"
    ),
    (
      "optimizer.batch-size=many",
      "--set optimizer.batch-size=many: 'batch-size' in 'optimizer' must be a whole number from 1 to 4096, not 'many'"
    ),
    (
      "optimizer.batchsize=4",
      "--set optimizer.batchsize=4: unknown key 'batchsize' in 'optimizer' (did you mean 'batch-size'?)"
    ),
    ("a..b=1", "--set a..b=1: has an empty key in its path"),
    ("name=[", "--set name=[: the value is not YAML; put it in quotes"),
  ])
  func namesABadOption(_ option: String, _ message: String) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: ExperimentTests.minimal, file: "x.yaml", options: [option])
    }
    #expect(error.description == message)
  }

  /// No text makes the reader crash: every prefix and many damaged copies of a good file.
  @Test func survivesDamage() {
    let good = Array(ExperimentTests.minimal.utf8)
    var attempts = (0..<good.count).map { Array(good[..<$0]) }
    let alphabet = Array("{}[]:-,&*!|>'\"%@`#?\t\n\0\u{7F}é0a".utf8)
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0...next(3) { bytes[next(bytes.count)] = alphabet[next(alphabet.count)] }
      attempts.append(bytes)
    }
    var refused = 0
    for bytes in attempts {
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        _ = try Experiment(yaml: text, file: "x.yaml")
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(refused > attempts.count / 2)
  }
}

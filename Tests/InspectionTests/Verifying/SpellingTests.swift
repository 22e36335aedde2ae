import Experiments
import Files
import Foundation
import Inspection
import RunsTestSupport
import TestSupport
import Testing
import Runs

/// A class's name is its bytes in records, too.
struct SpellingTests {
  @Test func anotherSpellingInTheRecordIsAMismatch() throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      for part in ["train", "test"] {
        let part = tiny.pictures.appending(path: part)
        try FileManager.default.moveItem(
          at: part.appending(path: "green"),
          to: part.appending(path: "gru\u{308}n")
        )
      }
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path
      )
      let (_, directory) = try CheckedRun.run(experiment, tiny.results)
      let scratch = folder.appending(path: "scratch")
      try Folder.make(scratch)
      func texts(_ change: (inout RunRecord) -> Void) throws -> [String] {
        var verifier = try RunVerifier(
          DigestVerifier(run: directory),
          experiment: experiment,
          scratch: scratch,
          observer: QuietObserver()
        )
        change(&verifier.record)
        var result = Verification()
        try verifier.verifyRun(&result)
        return result.mismatches.map(\.text)
      }
      #expect(try texts { _ in } == [])
      let found = try texts { $0.data.classNames[1] = "gr\u{FC}n" }
      #expect(found.count == 1 && found[0].contains("classNames"), "\(found)")
    }
  }

  /// Two names are not one because they look alike.
  @Test func aRecordMayHaveBothSpellings() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      var record = run.record
      let file = folder.appending(path: "record.json")
      for (second, isFine) in [("gru\u{308}n", true), ("gr\u{FC}n", false)] {
        record.data.classNames = ["gr\u{FC}n", second, "red"]
        try record.encoded().write(to: file)
        #expect(((try? RunRecord(contentsOf: file)) != nil) == isFine)
      }
    }
  }
}

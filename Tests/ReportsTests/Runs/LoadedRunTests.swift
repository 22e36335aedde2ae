import Experiments
import Files
import Foundation
import Reports
import Testing

struct LoadedRunTests {
  @Test func readsBackWhatWasWritten() throws {
    let directory = try FakeRun.temporaryDirectory()
    let record = FakeRun.record()
    let line = #"{"stage":"warm-up","epoch":1,"step":30,"seconds":2.5,"total":1,"accuracy":0.5}"#
    try FakeRun.write(record, metrics: line + "\n", to: directory)

    let run = try LoadedRun(directory: directory)

    #expect(run.record == record)
    #expect(run.metrics.passes.map(\.step) == [30])
    #expect(run.name == "toy-birds/\(record.runID)")
  }

  @Test func readsARunWithoutALog() throws {
    let directory = try FakeRun.temporaryDirectory()
    try FakeRun.write(FakeRun.record(), to: directory)
    try FileManager.default.removeItem(at: directory.appending(path: "metrics.jsonl"))
    #expect(try LoadedRun(directory: directory).metrics.passes.isEmpty)
  }

  @Test func saysThatTheRecordIsMissing() throws {
    let directory = try FakeRun.temporaryDirectory()
    #expect(throws: ReportError.record(.missing(directory: directory.path))) {
      try LoadedRun(directory: directory)
    }
  }

  @Test func saysThatTheRecordEndsEarly() throws {
    let directory = try FakeRun.temporaryDirectory()
    let file = directory.appending(path: "record.json")
    try JSONEncoder().encode(FakeRun.record()).dropLast(100).write(to: file)
    let error = try #require(throws: ReportError.self) { try LoadedRun(directory: directory) }
    guard case .record(.truncated(file.path, _)) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(error.description.contains("record.json ends early or is not JSON"))
  }

  @Test func namesTheSchemaOfAnotherVersion() throws {
    let directory = try FakeRun.temporaryDirectory()
    let file = directory.appending(path: "record.json")
    // Another version may lack every field but this one.
    try Data(#"{"schema": "protopnet-run/9"}"#.utf8).write(to: file)
    #expect(
      throws: ReportError.record(
        .otherSchema(file: file.path, found: "protopnet-run/9", expected: "protopnet-run/1")
      )
    ) { try LoadedRun(directory: directory) }
  }

  @Test func namesTheDamagedField() throws {
    let directory = try FakeRun.temporaryDirectory()
    let file = directory.appending(path: "record.json")
    let text = String(decoding: try JSONEncoder().encode(FakeRun.record()), as: UTF8.self)

    func field(_ from: String, _ to: String) throws -> String {
      try Data(text.replacing(from, with: to, maxReplacements: 1).utf8).write(to: file)
      let error = try #require(throws: ReportError.self) { try LoadedRun(directory: directory) }
      guard case .record(.damaged(file.path, let field, _)) = error else { return "\(error)" }
      return field
    }
    #expect(try field(#""imageSize":64"#, #""imageSize":"big""#) == "data.imageSize")
    #expect(
      try field(#""correctCount":"#, #""rightCount":"#) == "stages[0].evaluation.correctCount"
    )
  }

  @Test func listsAnExperimentsRunsByName() throws {
    let directory = try FakeRun.temporaryDirectory()
    for seed: UInt64 in [2, 1] {
      let record = FakeRun.record(seed: seed, cycles: 1, prototypesPerClass: 1)
      try FakeRun.write(record, to: directory.appending(path: record.runID))
    }
    let started = directory.appending(path: "just-started")
    try FileManager.default.createDirectory(at: started, withIntermediateDirectories: true)
    #expect(try LoadedRun.all(in: directory).map(\.record.seed) == [1, 2])
  }

  @Test func errorsSayWhatWhereAndWhatToDo() {
    let errors: [ReportError] = [
      .record(.missing(directory: "results/a/b")),
      .unreadable(file: "record.json", reason: "no permission"),
      .record(.truncated(file: "record.json", reason: "unexpected end of file")),
      .record(.otherSchema(file: "record.json", found: nil, expected: "protopnet-run/1")),
      .record(.damaged(file: "record.json", field: "stages[2].name", reason: "missing")),
      .disagreeingRuns(experiment: "a", seed: 1, directories: ["results/a/x", "old/a/x"]),
      .unwritable(
        WriteFailure(URL(fileURLWithPath: "/report/index.html"), needed: 1, code: EROFS)
      ),
    ]
    let text = errors.map { "\($0)\n" }.joined()
    #expect(throws: Never.self) { try expectSnapshot(text, "errors.txt") }
  }
}

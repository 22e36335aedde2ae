import Foundation
import TestSupport
import Testing

struct VerifyTests {
  private static let short = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"

  /// Exit code 0 where everything holds, 1 with a list where it does not, 3 without a run.
  @Test func tellsByItsExitCode() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.short)
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let directory = String(try #require(run.output.split(separator: ":").first))

      let honest = try Program.run("verify", directory, "--experiment-folder", ".", in: folder)
      #expect(honest.code == 0)
      #expect(honest.output.hasSuffix("everything holds\n"))
      #expect(honest.output.contains("confirmed  cycle-1/projection: 6 prototypes are the nearest"))

      // Without the option the experiment's file is looked for below 'experiments'.
      let experiments = folder.appending(path: "experiments")
      try FileManager.default.createDirectory(at: experiments, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: tiny.yaml,
        to: experiments.appending(path: "tiny.yaml")
      )
      try FileManager.default.moveItem(
        at: tiny.pictures,
        to: experiments.appending(path: "pictures")
      )
      #expect(try Program.run("verify", directory, in: folder).code == 0)

      let file = folder.appending(path: "\(directory)/record.json")
      let record = try String(contentsOf: file, encoding: .utf8)
      try record.replacing(/"correctCount" : \d+/, with: "\"correctCount\" : 0")
        .write(to: file, atomically: true, encoding: .utf8)
      let changed = try Program.run("verify", directory, in: folder)
      #expect(changed.code == 1)
      #expect(changed.output.contains("mismatch"))
      #expect(changed.output.contains("evaluation.correctCount: recorded is 0"))
      #expect(try Program.run("verify", "nowhere", in: folder).code == 3)
    }
  }

  /// The digest that the run printed, the page, and what `--quick` looks at.
  @Test func comparesDigestsAndPages() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let lines = run.output.split(separator: "\n")
      let directory = String(try #require(lines.first?.split(separator: ":").first))
      let digest = String(try #require(lines.last?.split(separator: ":").last))
      #expect(lines.last == "\(directory): record sha256:\(digest)")
      _ = try Program.run("report", directory, in: folder)
      func quick(_ more: String...) throws -> Program.Outcome {
        try Program.run(["verify", directory, "--quick"] + more, in: folder)
      }
      let honest = try quick("--digest", "sha256:\(digest)")
      #expect(honest.code == 0)
      #expect(honest.output.contains("record sha256:\(digest)\n"))
      #expect(honest.output.contains("the page is that of the record"))
      #expect(honest.output.hasSuffix("all digests hold\n"))
      #expect(try quick("--digest", String(repeating: "0", count: 64)).code == 1)

      // A figure of the page, and a pixel of a picture.
      let page = folder.appending(path: "\(directory)/report/index.html")
      let text = try String(contentsOf: page, encoding: .utf8)
      try text.replacing("GFLOP", with: "TFLOP").write(to: page, atomically: true, encoding: .utf8)
      let picture = folder.appending(path: "\(directory)/prototypes/5-box.png")
      let other = folder.appending(path: "\(directory)/prototypes/0-box.png")
      try Data(contentsOf: other).write(to: picture)
      let tampered = try quick()
      #expect(tampered.code == 1)
      #expect(tampered.output.contains("report/index.html is not what 'protopnet report' writes"))
      #expect(tampered.output.contains("prototypes/5-crop.png, with box and overlay: recorded is"))
      #expect(tampered.output.contains("2 mismatches, the first of run: prototypes/5-crop.png"))
    }
  }
}

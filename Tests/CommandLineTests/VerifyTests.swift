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
      try record.replacing(/"correctCount" : \d+/, with: "\"correctCount\" : 99")
        .write(to: file, atomically: true, encoding: .utf8)
      let changed = try Program.run("verify", directory, in: folder)
      #expect(changed.code == 1)
      #expect(changed.output.contains("mismatch"))
      #expect(changed.output.contains("and the record says 99"))
      #expect(try Program.run("verify", "nowhere", in: folder).code == 3)
    }
  }
}

import Foundation
import TestSupport
import Testing

/// What a command says of its progress, and at Ctrl-C.
struct ProgressTests {
  @Test func saysMoreOrNothing() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let usual = try Program.run("run", "tiny.yaml", "--results", "a", in: folder)
      #expect(usual.errors.contains("\n  pass   1 ") && !usual.errors.contains(" to do"))
      let quiet = try Program.run("run", "tiny.yaml", "--results", "b", "-q", in: folder)
      #expect(quiet.code == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
      #expect(quiet.output.hasPrefix("b/tiny/"))
      let more = try Program.run("run", "tiny.yaml", "--results", "c", "--verbose", in: folder)
      #expect(more.errors.contains(" to do\n") && more.errors.contains("  warm-up: "))
      let both = try Program.run("run", "tiny.yaml", "-q", "-v", in: folder)
      #expect(both.code == 2)
    }
  }

  /// A command that has nothing to say for long says so, and Ctrl-C tells what is left.
  @Test func breaksItsSilenceAndEndsWithAWord() throws {
    try Places.withTemporaryDirectory { folder in
      let process = Program.process(["check", "-"], in: folder)
      let (input, errors) = (Pipe(), Pipe())
      // Nothing comes, so it waits for ever.
      process.standardInput = input
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      var said = ""
      while !said.contains("\n") {
        said += String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
      }
      #expect(said.hasPrefix("  checking, "))
      kill(process.processIdentifier, SIGINT)
      let rest = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(
        String(decoding: rest, as: UTF8.self)
          == "\nended by Ctrl-C; nothing is written by a check; the same command begins anew\n"
      )
    }
  }
}

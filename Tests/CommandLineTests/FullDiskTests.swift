import Foundation
import TestSupport
import Testing

/// Disks without room, limits and closed streams: one line, exit code 1, and nothing lost.
///
/// A disk of its own needs the right to mount one; where that is missing the test says that it was left out.
@Suite(.serialized)
struct FullDiskTests {
  private static let backbone = "  width-multiplier: 0.25"

  /// The tiny experiment with a smaller backbone: a checkpoint has 80 kB.
  private func experiment(in folder: URL) throws -> TinyExperiment {
    let tiny = try TinyExperiment(in: folder)
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      .replacing("  cut-after: block-2", with: "  cut-after: block-2\n\(Self.backbone)")
    try Data(text.utf8).write(to: tiny.yaml)
    return tiny
  }

  /// The files below a folder but for the log, whose times differ, by their paths.
  private func contents(of folder: URL) throws -> [String: Data] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try (paths ?? []).reduce(into: [:]) { contents, path in
      let file = folder.appending(path: path)
      guard !file.hasDirectoryPath, !path.hasSuffix("metrics.jsonl"),
        try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
      else { return }
      contents[path] = try Data(contentsOf: file)
    }
  }

  private func shell(_ command: String, in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
  }

  @Test func aRunGoesOnAsItsDiskGrows() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try experiment(in: folder)
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let truth = try contents(of: folder.appending(path: "results"))

      let disk = folder.appending(path: "disk")
      try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
      var size = 48
      guard try shell("mount -t tmpfs -o size=\(size)k tmpfs disk", in: folder) == 0 else {
        print("left out: no disk can be mounted here")
        return
      }
      defer { _ = try? shell("umount disk", in: folder) }
      var codes: [Int32] = []
      repeat {
        let outcome = try Program.run("run", "tiny.yaml", "--results", "disk/results", in: folder)
        codes.append(outcome.code)
        if codes.count == 1 {
          #expect(outcome.errors.contains("warning: the run will write about "))
        }
        if outcome.code != 0 {
          let last = outcome.errors.split(separator: "\n").last ?? ""
          let isSaid = last.contains(
            /^error: cannot write .+: .+ are needed, .+ are free; make room/
          )
          #expect(isSaid, "\(outcome.errors)")
          #expect(outcome.code == 1)
          // Whatever has its name is whole.
          for (path, data) in try contents(of: disk.appending(path: "results"))
          where path.hasSuffix(".h5") {
            #expect(data == truth[path], "\(path)")
          }
        }
        size += 48
        try #require(try shell("mount -o remount,size=\(size)k disk", in: folder) == 0)
      } while codes.last != 0 && codes.count < 100
      #expect(codes.last == 0)
      #expect(codes.count > 5)
      #expect(try contents(of: disk.appending(path: "results")) == truth)
    }
  }

  @Test func aLimitOfFileSizesIsSaid() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try experiment(in: folder)
      let command = "ulimit -f 40; '\(Program.url.path)' run tiny.yaml 2> errors"
      #expect(try shell(command, in: folder) == 1)
      let errors = try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
      #expect(
        errors.contains(/cannot write .+warm-up\.h5: .+ are needed, and no file may have more than/)
      )
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
    }
  }

  @Test func fewDescriptorsSuffice() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try experiment(in: folder)
      #expect(try shell("ulimit -n 16; '\(Program.url.path)' run tiny.yaml", in: folder) == 0)
    }
  }

  /// A table that nobody received is no success.
  @Test func fullAndClosedStreamsAreFailures() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try experiment(in: folder)
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let directory = String(try #require(run.output.split(separator: ":").first))
      for command in ["table \(directory)", "verify \(directory) --experiment-folder .", "--help"] {
        let line = "'\(Program.url.path)' \(command)"
        #expect(try shell("\(line) > /dev/full", in: folder) == 1, "\(command)")
        #expect(try shell("\(line) >&-", in: folder) == 1, "\(command)")
      }
      let full = try Program.run("table", directory, "--output", "/dev/full", in: folder)
      #expect(full.code == 1)
      #expect(
        full.errors == "error: cannot write /dev/full: it takes no more; name another file\n"
      )
    }
  }
}

import Foundation
import TestSupport
import Testing

/// What is too much, or not what it looks like.
struct LimitsTests {
  @Test func aPruningThatWouldEmptyAClassEndsTheRun() throws {
    try Places.withTemporaryDirectory { folder in
      // Of all 15 pictures 5 are of a prototype's class.
      let schedule = """
        schedule:
          warm-up: {epochs: 1}
          cycles: [{joint: {steps: 1}, pruning: {nearest: 15, threshold: 15}}]
        """
      _ = try TinyExperiment(in: folder, schedule: schedule)
      let run = try Program.run("run", "tiny.yaml", in: folder)
      #expect(run.code == 1)
      #expect(
        run.errors.hasSuffix(
          """
          error: pruning: no prototype of the classes 'blue', 'green', 'red' would remain; lower the \
          threshold or train longer before pruning

          """
        )
      )
    }
  }

  @Test func anExperimentComesThroughAPipe() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let command = "cat tiny.yaml | \"$0\" check /dev/stdin"
      let check = try Program.run(
        ["-c", command, Program.url.path],
        of: URL(fileURLWithPath: "/bin/sh"),
        in: folder
      )
      #expect(check.code == 0, "\(check.errors)")
      // Its paths begin at the current folder.
      #expect(check.output.hasPrefix("/dev/stdin: tiny\n  pictures    15 train, "))
    }
  }

  @Test func aByteOrderMarkIsNoPartOfAnExperiment() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let text = try Data(contentsOf: tiny.yaml)
      try (Data([0xEF, 0xBB, 0xBF]) + text).write(to: tiny.yaml)
      #expect(try Program.run("check", "tiny.yaml", in: folder).code == 0)
      try (text + Data([UInt8(ascii: "#"), 0xE9, 0x0A])).write(to: tiny.yaml)
      let other = try Program.run("check", "tiny.yaml", in: folder)
      #expect(other.code == 2)
      #expect(other.errors.contains("tiny.yaml cannot be read: it is not UTF-8 text"))
    }
  }

  @Test func aMillionSeedsOrKeysAreAnsweredInALine() throws {
    try Places.withTemporaryDirectory { folder in
      let seeds = (1...1_000_000).map(String.init).joined(separator: ", ")
      let keys = (1...1_000_000).map { "key-\($0): 1\n" }.joined()
      for more in ["seeds: [\(seeds)]", keys] {
        let file = folder.appending(path: "large.yaml")
        try Data(TinyExperiment.text(more: more).utf8).write(to: file)
        let check = try Program.run("check", "large.yaml", in: folder)
        #expect(check.code == 2)
        #expect(check.errors.contains("large.yaml cannot be read: it has more than 1000000 bytes"))
        #expect(check.errors.split(separator: "\n").count <= 3)
      }
    }
  }

  @Test func manySeedsAndKeysAreAnsweredInFewLines() throws {
    try Places.withTemporaryDirectory { folder in
      let seeds = (1...20_000).map(String.init).joined(separator: ", ")
      let keys = (1...40_000).map { "key-\($0): 1\n" }.joined()
      let file = folder.appending(path: "many.yaml")
      try Data(TinyExperiment.text(more: "seeds: [\(seeds)]").utf8).write(to: file)
      let tooMany = try Program.run("check", "many.yaml", in: folder)
      #expect(tooMany.code == 2)
      #expect(
        tooMany.errors.contains("must be a list of at most 10000 numbers, not a list of 20000")
      )

      try Data(TinyExperiment.text(more: keys).utf8).write(to: file)
      let unknown = try Program.run("check", "many.yaml", in: folder)
      #expect(unknown.code == 2)
      #expect(unknown.errors.contains("unknown key 'key-20'"))
      #expect(unknown.errors.hasSuffix("many.yaml: … and 39980 more problems\n"))
      #expect(unknown.errors.split(separator: "\n").count == 61)

      let few = (1...10_000).map(String.init).joined(separator: ", ")
      _ = try TinyExperiment(in: folder, more: "seeds: [\(few)]")
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.code == 0)
      #expect(check.output.contains("-s20 … and 9980 more\n"))
    }
  }

  @Test func whatCannotBeWrittenSaysWhy() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let table = ["table", "tiny.yaml", "--output"]
      let refused = try Program.run(table + ["/sys/table.md"], in: folder)
      #expect(refused.code == 1)
      let reason = "permission is denied; check the permissions of /sys"
      #expect(refused.errors == "error: cannot write /sys/table.md: \(reason)\n")
      let missing = try Program.run(table + ["missing/table.md"], in: folder)
      #expect(missing.errors.hasSuffix("/missing is not a folder; check the path\n"))
    }
  }

  @Test func namesCannotControlTheTerminal() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let train = tiny.pictures.appending(path: "train")
      try FileManager.default.moveItem(
        at: train.appending(path: "red"),
        to: train.appending(path: "red\u{202E}gpj\u{1B}[2J")
      )
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.code == 3)
      #expect(check.errors.contains("class 'red\\u{202E}gpj\\u{1B}[2J' "))
      #expect(!check.errors.contains("\u{202E}") && !check.errors.contains("\u{1B}"))
    }
  }
}

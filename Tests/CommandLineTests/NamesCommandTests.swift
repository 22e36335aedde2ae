import Foundation
import TestSupport
import Testing

/// Names of any bytes on the way in and out.
struct NamesCommandTests {
  /// Runs a line of the shell, in which `$0` is the program.
  private func shell(_ line: String, in folder: URL) throws -> Program.Outcome {
    try Program.run(
      ["-c", line, Program.url.path],
      of: URL(fileURLWithPath: "/bin/sh"),
      in: folder
    )
  }

  @Test(arguments: [
    (#""$0" data inspect "$(printf 'M\374ller')""#, "the argument 'M\\xFCller' is not UTF-8"),
    (#""$0" check "$(printf '\377\376').yaml""#, "the argument '\\xFF\\xFE.yaml' is not UTF-8"),
    (
      #"mkdir "$(printf 'caf\351')"; cd "$(printf 'caf\351')"; "$0" check ../tiny.yaml"#,
      "caf\\xE9' is not UTF-8; rename it"
    ),
  ])
  func namesThatAreNoTextAreRefusedByName(_ line: String, _ problem: String) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let outcome = try shell(line, in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    }
  }

  @Test func foldersWithSuchNamesAreRefusedByName() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let line = """
        cp -r pictures/train/red pictures/train/"$(printf 'M\\374ller')"
        "$0" check tiny.yaml; "$0" data inspect pictures
        """
      let outcome = try shell(line, in: folder)
      let problem = "\(tiny.pictures.path)/train/M\\xFCller has a name that is not UTF-8; rename it"
      #expect(outcome.code == 1)
      #expect(outcome.errors == "error: data set 'pictures': \(problem)\n")
      #expect(outcome.output.contains("problems: 1\n  \(problem)"), "\(outcome.output)")
    }
  }

  /// What lies beside splits is said and left out.
  @Test func inspectSaysWhatItLeavesOut() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      try FileManager.default.copyItem(
        at: tiny.pictures.appending(path: "train"),
        to: tiny.pictures.appending(path: "masks")
      )
      let outcome = try Program.run("data", "inspect", "pictures", in: folder)
      #expect(
        outcome.output.contains(
          "not looked at, as they are no splits: masks; name them with --split to look at them\n"
        )
      )
      let named = try Program.run("data", "inspect", "pictures", "--split", "masks", in: folder)
      #expect(named.output.hasPrefix("masks: 15 pictures, 3 classes"))
      // As it names splits itself that lie deeper.
      let deeper = ["data", "inspect", ".", "--split", "pictures/test"]
      #expect(
        try Program.run(deeper, in: folder).output
          .hasPrefix("pictures/test: 9 pictures, 3 classes")
      )
    }
  }

  /// Names that turn the writing stay the same in JSON, which shows no control.
  @Test(arguments: ["b\u{202E}ee", "a\u{7F}b", "new\nline"])
  func jsonHoldsNamesAsTheyAre(_ name: String) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      for part in ["train", "test"] {
        try FileManager.default.moveItem(
          at: tiny.pictures.appending(path: "\(part)/red"),
          to: tiny.pictures.appending(path: "\(part)/\(name)")
        )
      }
      let outcome = try Program.run("data", "inspect", "pictures", "--format", "json", in: folder)
      #expect(!outcome.output.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{7F}" })
      struct Inspection: Decodable {
        struct Split: Decodable { let classes: [Class] }
        struct Class: Decodable { let name: String }
        let splits: [Split]
      }
      let found = try JSONDecoder().decode(Inspection.self, from: Data(outcome.output.utf8))
      #expect(found.splits[0].classes.map(\.name).contains(name))
    }
  }

  @Test(arguments: ["\u{FEFF}", ""])
  func factsMayBeginWithAMark(_ mark: String) throws {
    try Places.withTemporaryDirectory { folder in
      let facts = """
        \(mark)name: made up
        origin: Tests/DatasetsTests/Fixtures/make_published.py
        licence: as the repository
        classes: 3\r
        images: 15\r
        splits: {train: 9, test: 6}
        crop: bounding boxes
        """
      try Data(facts.utf8).write(to: folder.appending(path: "facts.yaml"))
      let cub = Places.package.appending(path: "Tests/DatasetsTests/Fixtures").path
      try FileManager.default.createDirectory(
        at: folder.appending(path: "a"),
        withIntermediateDirectories: true
      )
      try FileManager.default.copyItem(
        atPath: "\(cub)/cub",
        toPath: folder.appending(path: "a/CUB_200_2011").path
      )
      let outcome = try Program.run(
        "data",
        "prepare",
        "cub",
        "a",
        "out",
        "--facts",
        "facts.yaml",
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors == "found in \(folder.path)/a/CUB_200_2011\n")
    }
  }
}

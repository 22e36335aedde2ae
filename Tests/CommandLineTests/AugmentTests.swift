import Foundation
import TestSupport
import Testing

struct AugmentTests {
  private static let settings = [
    "data.augmentation.preset=as-released-code", "data.augmentation.rotation=150",
    "data.augmentation.skew=150", "data.augmentation.shear=150",
  ]

  private func arguments(_ more: String...) -> [String] {
    ["data", "augment", "tiny.yaml"] + Self.settings.flatMap { ["--set", $0] } + more
  }

  private func files(_ folder: URL) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return paths.filter { $0.contains(".") && !$0.hasPrefix(".") }.sorted()
  }

  @Test func aKilledAugmentationGoesOnToTheSameBytes() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let whole = folder.appending(path: "whole")
      let killed = folder.appending(path: "killed")
      let first = Program.process(
        arguments("--set", "data.augmentation.folder=whole", "--threads", "2"),
        in: folder
      )
      try first.run()
      first.waitUntilExit()
      #expect(first.terminationStatus == 0)
      let expected = files(whole)
      #expect(expected.count == 15 * 450 + 1)

      let second = Program.process(
        arguments("--set", "data.augmentation.folder=killed", "--threads", "1"),
        in: folder
      )
      try second.run()
      let journal = killed.appending(path: "manifest.partial.jsonl")
      let limit = Date.now + 60
      // Some sources are finished and listed, others are not; one source alone has some 100 kB of lines.
      while (try? Data(contentsOf: journal).count) ?? 0 < 300_000, Date.now < limit,
        second.isRunning
      {
        usleep(1000)
      }
      kill(second.processIdentifier, SIGKILL)
      second.waitUntilExit()
      #expect(second.terminationReason == .uncaughtSignal)
      let left = files(killed)
      #expect(left.count > 400 && left.count < expected.count)

      let third = Program.process(
        arguments("--set", "data.augmentation.folder=killed", "--threads", "2"),
        in: folder
      )
      let output = Pipe()
      third.standardOutput = output
      try third.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      third.waitUntilExit()
      #expect(third.terminationStatus == 0)
      #expect(text.contains("/killed: ") && !text.contains(" 0 kept"))
      #expect(files(killed) == expected)
      for path in expected {
        let same = FileManager.default.contentsEqual(
          atPath: whole.appending(path: path).path,
          andPath: killed.appending(path: path).path
        )
        #expect(same, "\(path)")
      }
    }
  }

  @Test func verifiesAndSaysWhatIsMissing() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      let none = try Program.run("data", "augment", "tiny.yaml", in: folder)
      #expect(none.code == 2)
      #expect(
        none.errors.hasPrefix("tiny.yaml:3:3: the experiment declares no offline augmentation")
      )

      let set = "data.augmentation={preset: as-paper, rotation: 1, folder: more}"
      let make = try Program.run("data", "augment", "tiny.yaml", "--set", set, in: folder)
      #expect(make.output.hasSuffix("/more: 315 pictures made, 0 kept\n"))
      let again = try Program.run("data", "augment", "tiny.yaml", "--set", set, in: folder)
      #expect(again.output.hasSuffix("/more: 0 pictures made, 315 kept\n"))
      let fine = try Program.run(
        "data",
        "augment",
        "--verify",
        "tiny.yaml",
        "--set",
        set,
        in: folder
      )
      #expect(fine.code == 0)
      #expect(fine.output.hasSuffix("/more: 315 pictures, all as they must be\n"))

      let lost = "more/red/0.png-rotation-0.jpg"
      try FileManager.default.removeItem(at: folder.appending(path: lost))
      let bad = try Program.run(
        "data",
        "augment",
        "--verify",
        "tiny.yaml",
        "--set",
        set,
        in: folder
      )
      #expect(bad.code == 1)
      #expect(bad.errors.hasSuffix("/more: red/0.png-rotation-0.jpg is missing\n"))
    }
  }

  @Test func processesThatBeginTogetherMakeThePicturesOnce() throws {
    try Places.withTemporaryDirectory { folder in
      for place in ["folder: copies", "file: copies.h5"] {
        let yaml = TinyExperiment.text(
          schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
        )
        .replacing(
          "flip: true",
          with: "augmentation: {preset: as-released-code, rotation: 60, \(place)}"
        )
        _ = try TinyExperiment(in: folder)
        let file = folder.appending(path: "tiny.yaml")
        try Data((yaml + "\nseeds: [1, 2, 3]\n").utf8).write(to: file)
        let folderOfResults = place.replacing(": ", with: "-")
        let run = try Program.run(
          "run",
          "tiny.yaml",
          "--jobs",
          "3",
          "--results",
          folderOfResults,
          in: folder
        )
        #expect(run.code == 0, "\(run.errors)")
        let results = run.output.split(separator: "\n").filter { $0.contains("test accuracy") }
        #expect(results.count == 3)
        let made = run.errors.split(separator: "\n").filter { $0.contains(" augmented pictures, ") }
        #expect(made.count == 3)
        #expect(made.count { !$0.contains(", 0 of them new") } == 1)
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(left.allSatisfy { !$0.contains("making") && !$0.hasSuffix(".partial") })
      }
    }
  }
}

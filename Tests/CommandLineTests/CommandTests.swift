import Foundation
import TestSupport
import Testing

struct CommandTests {
  private static let short = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"

  @Test func trainsAndReports() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.short)
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.code == 0)
      #expect(check.output.hasPrefix("tiny.yaml: tiny\n  pictures    15 train, 15 projection"))

      // A table asked for too early says so.
      let early = try Program.run("table", "tiny.yaml", in: folder)
      #expect(early.code == 0)
      #expect(early.output.contains("not run"))

      let run = try Program.run("run", "tiny.yaml", in: folder)
      #expect(run.code == 0)
      #expect(run.output.hasPrefix("results/tiny/"))
      #expect(!run.errors.contains("\u{1B}"))

      let table = try Program.run("table", "tiny.yaml", in: folder)
      #expect(table.output.contains("| tiny "))
      #expect(!table.output.contains("not run"))

      let json = try Program.run("table", "results/tiny", "--format", "json", in: folder)
      let parsed = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect(parsed is [String: Any])

      let report = try Program.run("report", "tiny.yaml", in: folder)
      let page = report.output.trimmingCharacters(in: .newlines)
      #expect(page.hasSuffix("report/index.html"))
      let html = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      #expect(html.contains("pictures/0-crop.png"))

      let id = try #require(run.output.split(separator: ":").first)
      let checkpoint = "\(id)/checkpoints/cycle-1-projection.h5"
      let evaluate = try Program.run(
        "evaluate",
        checkpoint,
        "--dataset",
        "pictures",
        "--format",
        "json",
        "--logits",
        "l.h5",
        in: folder
      )
      #expect(evaluate.code == 0)
      let result = try #require(
        try JSONSerialization.jsonObject(with: Data(evaluate.output.utf8)) as? [String: Any]
      )
      #expect(result["imageCount"] as? Int == 9)
      #expect(result["stage"] as? String == "cycle-1/projection")
      #expect(
        try Data(contentsOf: folder.appending(path: "l.h5")).starts(with: "protopnet HDF5 1\n".utf8)
      )

      let other = "\(id)/checkpoints/warm-up.h5"
      let ensemble = try Program.run(
        "evaluate",
        checkpoint,
        other,
        "--dataset",
        "pictures",
        in: folder
      )
      #expect(ensemble.code == 0)
      let lines = ensemble.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("\(checkpoint): ") == true)
      #expect(lines.first?.contains(", share ") == true)
      #expect(lines.dropFirst(2).first?.hasPrefix("accuracy ") == true)
      let three = try Program.run(
        ["evaluate", checkpoint, other, checkpoint, "--dataset", "pictures", "--format", "json"],
        in: folder
      )
      let object = try JSONSerialization.jsonObject(with: Data(three.output.utf8))
      let parts = try #require(
        (object as? [String: Any])?["ensemble"] as? [String: [[String: Any]]]
      )
      #expect(parts["members"]?.count == 3)
      #expect(
        parts["subsets"]?.compactMap { $0["members"] as? [Int] } == [
          [1, 2], [1, 3], [2, 3], [1, 2, 3],
        ]
      )
      // All subsets' shares add up to one.
      for subset in parts["subsets"] ?? [] {
        let shares = try #require(subset["shares"] as? [Double])
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
      }
      _ = tiny
    }
  }

  @Test func measuresPrototypesAsCards() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let arguments = [
        "metrics", "\(id)/checkpoints/cycle-1-projection.h5", "--dataset", "pictures",
      ]
      // Pictures of other extents than the input's, without masks and parts.
      let text = try Program.run(arguments + ["--pictures", "2"], in: folder)
      #expect(text.code == 0, "\(text.errors)")
      #expect(
        text.output.contains("huang-2023/1  Consistency and stability\n  undefined: needs part")
      )
      #expect(text.output.contains("  undefined: needs object masks"))
      #expect(text.output.contains("  insertion AUC  0."))
      #expect(text.output.contains("over 6 prototypes, 2 test pictures of 32×32 pixels"))
      let only = ["--only", "sparsity", "explanation-size/1", "--split", "train"]
      let json = try Program.run(
        arguments + only + ["--format", "json", "--evidence", "evidence.h5"],
        in: folder
      )
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let measured = try #require((object as? [[String: Any]])?.first)
      let cards = try #require(measured["cards"] as? [[String: Any]])
      #expect(cards.compactMap { $0["id"] as? String } == ["explanation-size/1", "sparsity/1"])
      #expect(cards.allSatisfy { $0["definition"] != nil && $0["split"] as? String == "train" })
      let evidence = folder.appending(path: "evidence.h5").path
      #expect(FileManager.default.fileExists(atPath: evidence))
      let csv = try Program.run(arguments + ["--only", "sparsity", "--format", "csv"], in: folder)
      #expect(csv.output.hasPrefix("checkpoint,card,value,label,number,"))
      let wrong = try Program.run(arguments + ["--only", "beauty"], in: folder)
      #expect(wrong.code == 2 && wrong.errors.contains("there is no card 'beauty'"))
    }
  }

  @Test func measuresPrototypesAgainstPartsOfTheObject() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let arguments = [
        "evaluate", "\(id)/checkpoints/cycle-1-projection.h5", "--dataset", "pictures", "--parts",
      ]
      let without = try Program.run(arguments, in: folder)
      #expect(without.code == 3)
      #expect(without.errors.contains("says nothing of parts; 'protopnet data prepare cub'"))

      // Two parts: the middle of every picture, and a corner that half of them show.
      var images: [[String: Any]] = []
      for name in TinyExperiment.classNames {
        for number in 0..<3 {
          let corner = [["name": "corner", "x": 0, "y": 0]]
          images.append([
            "path": "test/\(name)/\(number).png", "sha256": "0", "source": "0", "label": "0",
            "width": 32, "height": 32,
            "parts": [["name": "middle", "x": 16, "y": 16]] + (number == 0 ? corner : []),
          ])
        }
      }
      let manifest: [String: Any] = [
        "schema": "protopnet-dataset/1", "dataset": "tiny", "recipe": [String: String](),
        "sourceDigest": "0", "classNames": TinyExperiment.classNames, "splits": [String](),
        "images": images,
      ]
      try JSONSerialization.data(withJSONObject: manifest)
        .write(to: tiny.pictures.appending(path: "manifest.json"))
      let text = try Program.run(arguments, in: folder)
      #expect(text.code == 0, "\(text.errors)")
      #expect(text.output.contains("  consistency  "))
      #expect(text.output.contains("of 2 parts (corner, middle), hit within 5 pixels of 32"))
      let json = try Program.run(arguments + ["--format", "json"], in: folder)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let scores = try #require((object as? [String: Any])?["parts"] as? [[String: Any]])
      #expect(scores.count == 1)
      #expect(scores[0]["imageCount"] as? Int == 9)
      #expect((scores[0]["stabilities"] as? [Double])?.count == 3)
      #expect(try Program.run(arguments + ["--format", "json"], in: folder).output == json.output)
    }
  }

  @Test func checksAllFilesOfACall() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder)
      try Data("name: x\n".utf8).write(to: folder.appending(path: "bad.yaml"))
      let outcome = try Program.run("check", "bad.yaml", "tiny.yaml", in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("bad.yaml: the file needs the key 'data'"))
      #expect(outcome.output.hasPrefix("tiny.yaml: tiny"))
    }
  }

  /// Killed by the system in the middle of a stage, started again: the same bytes.
  @Test func goesOnAfterBeingKilled() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 60}, repeat: 2}]}"
      )
      let whole = try Program.run("run", "tiny.yaml", "--results", "whole", in: folder)
      #expect(whole.code == 0)

      let process = Program.process(["run", "tiny.yaml", "--results", "killed"], in: folder)
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let id = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "whole/tiny").path)
          .first
      )
      let record = folder.appending(path: "killed/tiny/\(id)/record.json")
      // The first record appears when the warm-up is finished, long before the end.
      while process.isRunning, !FileManager.default.fileExists(atPath: record.path) {
        Thread.sleep(forTimeInterval: 0.002)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)

      let again = try Program.run("run", "tiny.yaml", "--results", "killed", in: folder)
      #expect(again.code == 0)
      #expect(again.errors.contains("goes on after"))
      let difference = Process()
      difference.executableURL = URL(fileURLWithPath: "/usr/bin/diff")
      difference.arguments = ["-r", "--exclude", "metrics.jsonl", "whole", "killed"]
      difference.currentDirectoryURL = folder
      difference.standardOutput = FileHandle.nullDevice
      try difference.run()
      difference.waitUntilExit()
      #expect(difference.terminationStatus == 0)
    }
  }
}

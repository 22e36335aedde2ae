import Foundation
import TestSupport
import Testing

/// What `protopnet init` makes of folders of photographs.
struct InitCommandTests {
  /// The pictures of a tiny experiment in a folder of its own, whose splits may have other names.
  private func photographs(
    in folder: URL,
    renaming names: [String: String] = [:]
  ) throws {
    let tiny = try TinyExperiment(in: folder)
    try FileManager.default.removeItem(at: tiny.yaml)
    for (split, name) in names {
      try FileManager.default.moveItem(
        at: tiny.pictures.appending(path: split),
        to: tiny.pictures.appending(path: name)
      )
    }
  }

  private func text(_ name: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test func writesAnExperimentThatCanBeChecked() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      let outcome = try Program.run("init", "pictures", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("pictures.yaml: 15 photographs of 3 classes"))
      #expect(outcome.errors.contains("make weights"))
      let written = try text("pictures.yaml", in: folder)
      #expect(written.contains("\n  folder: pictures\n"))
      #expect(!written.contains("test-split"))
      let check = try Program.run("check", "pictures.yaml", "--no-time", in: folder)
      #expect(check.code == 0, "\(check.errors)")
      #expect(check.output.contains("15 train, 15 projection, 9 test"))
    }
  }

  /// A folder of classes is its own split, and the test's photographs are drawn from it.
  @Test func setsATestSplitApart() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      let outcome = try Program.run("init", "pictures/train", "--name", "mine", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let written = try text("mine.yaml", in: folder)
      #expect(
        written.contains("\n  folder: pictures\n  train") || written.contains("folder: pictures")
      )
      #expect(written.contains("test-split:"))
      let check = try Program.run("check", "mine.yaml", "--no-time", in: folder)
      #expect(check.output.contains("12 train, 12 projection, 3 test"), "\(check)")
    }
  }

  @Test func takesAValidationSplitForTheTestWhereThereIsNone() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder, renaming: ["train": "Training", "test": "val"])
      let outcome = try Program.run("init", "pictures", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let written = try text("pictures.yaml", in: folder)
      #expect(written.contains("  train: Training\n  test: val\n"))
    }
  }

  @Test func asksWhichOfSeveralFoldersTrains() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder, renaming: ["train": "garden", "test": "zoo"])
      let outcome = try Program.run("init", "pictures", in: folder)
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("there is 'garden', 'zoo', so name one with --train"))
      let named = try Program.run(
        "init",
        "pictures",
        "--train",
        "garden",
        "--test",
        "zoo",
        in: folder
      )
      #expect(named.code == 0, "\(named.errors)")
    }
  }

  @Test func saysHowAFlatFolderIsDivided() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      let outcome = try Program.run("init", "pictures/train/red", in: folder)
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("put the pictures into one per class"))
    }
  }

  @Test func writesNothingWhereAPhotographIsBroken() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      try Data("no picture".utf8).write(to: folder.appending(path: "pictures/train/red/bad.jpg"))
      let outcome = try Program.run("init", "pictures", in: folder)
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("train/red/bad.jpg"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "pictures.yaml").path))
    }
  }

  @Test func leavesAFileThatIsThere() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      try Data("mine".utf8).write(to: folder.appending(path: "pictures.yaml"))
      let outcome = try Program.run("init", "pictures", in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("pictures.yaml is there already"))
      #expect(try text("pictures.yaml", in: folder) == "mine")
    }
  }

  /// Odd names of folders and files are quoted, and paths start from the experiment file.
  @Test func writesPathsFromTheExperimentFile() throws {
    try Places.withTemporaryDirectory { folder in
      try photographs(in: folder)
      let odd = "my: \"birds\" é"
      try FileManager.default.moveItem(
        at: folder.appending(path: "pictures"),
        to: folder.appending(path: odd)
      )
      try FileManager.default.createDirectory(
        at: folder.appending(path: "experiments"),
        withIntermediateDirectories: true
      )
      let outcome = try Program.run(
        "init",
        odd,
        "--output",
        "experiments/birds.yaml",
        "--name",
        "birds",
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        try text("experiments/birds.yaml", in: folder).contains(#"folder: "../my: \"birds\" é""#)
      )
    }
  }

  /// A run of the drawn test split keeps it out of training, and its record names the pictures.
  @Test func trainsWithoutTheDrawnTestSplit() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let outcome = try Program.run(
        "run",
        "tiny.yaml",
        "--set",
        "data.test-split={share: 0.4, seed: 2}",
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      let run = try #require(
        try FileManager.default.contentsOfDirectory(atPath: tiny.results.path + "/tiny").first
      )
      let data = try Data(contentsOf: tiny.results.appending(path: "tiny/\(run)/record.json"))
      let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let summary = try #require(record["data"] as? [String: Any])
      let splits = try #require(summary["splits"] as? [[String: Any]])
      let test = try #require(splits.first { $0["name"] as? String == "test" })
      let images = try #require(test["images"] as? [String])
      #expect(images.count == 6)
      #expect(images.allSatisfy { $0.hasPrefix("train/") })
      #expect(
        try Program.run("verify", "results/tiny/\(run)", "--experiment-folder", ".", in: folder)
          .code
          == 0
      )
    }
  }

  /// The estimates are those of the run that follows, each within a factor of 1.3.
  @Test func estimatesMemoryAndDisk() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: """
          schedule: {warm-up: {epochs: 1}, cycles: [{joint: {epochs: 1}, last-layer: {epochs: 1}}]}
          """
      )
      let settings = [
        "--set", "data.image-size=96", "--set", "backbone={architecture: vgg16}",
        "--set", "optimizer.batch-size=8",
      ]
      let check = try Program.run(["check", "tiny.yaml", "--no-time"] + settings, in: folder)
      #expect(check.code == 0, "\(check.errors)")
      #expect(check.errors.contains("the schedule is too short to learn anything: it has 4 steps"))
      #expect(try Program.run(["run", "tiny.yaml"] + settings, in: folder).code == 0)
      let run = try #require(
        try FileManager.default.contentsOfDirectory(atPath: tiny.results.path + "/tiny").first
      )
      let log = try text("results/tiny/\(run)/metrics.jsonl", in: folder)
      var peaks: [String: Double] = [:]
      for line in log.split(separator: "\n") {
        let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        guard let peak = fields?["peak_memory"] as? Double else { continue }
        peaks[try #require(fields?["stage"] as? String)] = peak
      }
      #expect(peaks.count == 4)
      for (stage, peak) in peaks {
        let estimate = try #require(size(after: "\(stage) ", in: line("memory", of: check.output)))
        #expect((1 / 1.3...1.3).contains(estimate / peak), "\(stage): \(estimate) for \(peak)")
      }
      let kept = try Places.contents(of: tiny.results).values.reduce(0) { $0 + $1.count }
      let estimate = try #require(size(after: "about ", in: line("disk", of: check.output)))
      #expect((1 / 1.3...1.3).contains(estimate / Double(kept)), "\(estimate) for \(kept)")
    }
  }

  private func line(_ name: String, of plan: String) throws -> Substring {
    try #require(plan.split(separator: "\n").first { $0.hasPrefix("  \(name) ") })
  }

  /// The bytes of an amount such as `1.2 GB` behind some words.
  private func size(after words: String, in line: Substring) -> Double? {
    guard let start = line.range(of: words)?.upperBound else { return nil }
    let parts = line[start...].split { $0 == " " || $0 == "," || $0 == ";" }.prefix(2)
    guard parts.count == 2, let number = Double(parts[0]) else { return nil }
    let units = ["MB": 1e6, "GB": 1e9, "kB": 1e3, "KB": 1e3]
    return units[String(parts[1])].map { number * $0 }
  }
}

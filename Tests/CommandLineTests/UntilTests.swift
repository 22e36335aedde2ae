import Experiments
import Foundation
import TestSupport
import Testing

/// `run --until`: a run that ends before its last stage and goes on later.
struct UntilTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]}
    """

  @Test func endsAfterAStageAndGoesOn() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      #expect(try Program.run("run", "tiny.yaml", "--results", "whole", in: folder).code == 0)
      let part = ["run", "tiny.yaml", "--results", "parts"]
      let pictures = try Program.run(part + ["--until", "pictures"], in: folder)
      #expect(pictures.code == 0 && pictures.output == "tiny, seed 1: the pictures are there\n")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "parts").path))
      for stage in ["cycle-1/joint", "warm-up"] {
        let until = try Program.run(part + ["--until", stage], in: folder)
        // One that is done already is no mistake.
        #expect(until.code == 0 && until.output.hasSuffix(": done until cycle-1/joint\n"))
      }
      #expect(
        try Program.run(part, in: folder).errors.contains("goes on after cycle-1/joint: 2 of 4")
      )
      let (whole, parts) = try (
        Places.contents(of: folder.appending(path: "whole")),
        Places.contents(of: folder.appending(path: "parts"))
      )
      #expect(whole.keys == parts.keys)
      for (name, data) in whole where !name.hasSuffix("metrics.jsonl") {
        #expect(parts[name] == data, "\(name)")
      }
    }
  }

  @Test func namesTheStagesThatThereAre() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let run = try Program.run("run", "tiny.yaml", "--until", "cycle-2/joint", in: folder)
      #expect(run.code == 2)
      #expect(
        run.errors.hasPrefix(
          "Error: there is no stage 'cycle-2/joint' (did you mean 'cycle-1/joint'?); there are pictures, "
            + "warm-up, cycle-1/joint, cycle-1/projection, cycle-1/last-layer\n"
        )
      )
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
    }
  }

  /// Every cell's processes are told, too.
  @Test func endsEveryCellOfAMatrix() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {optimizer.joint.prototypes: [1e-3, 3e-3]}"
      )
      let run = try Program.run(
        "run",
        "tiny.yaml",
        "--jobs",
        "2",
        "--until",
        "cycle-1/joint",
        in: folder
      )
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.components(separatedBy: ": done until cycle-1/joint\n").count == 3)
    }
  }
}

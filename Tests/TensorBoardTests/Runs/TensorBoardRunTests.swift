import Experiments
import Foundation
import Recipe
import TestSupport
import Testing

/// Event files of runs, written by the program.
struct TensorBoardRunTests {
  private static let more = """
    logging: {every-steps: 1, tensorboard: true}
    checkpoints: {every: 3 steps}
    """

  private func run(in results: URL) throws -> URL {
    let tiny = results.appending(path: "tiny")
    let names = try FileManager.default.contentsOfDirectory(atPath: tiny.path)
    return tiny.appending(
      path: try #require(names.first { !$0.hasPrefix(".") && $0.contains("-s") })
    )
  }

  /// The scalars of a folder's one file; a step that is there twice fails.
  private func scalars(_ folder: URL) throws -> [EventFile.Point: Float] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains("tfevents") }
    try #require(names.count == 1)
    let file = try EventFile(folder.appending(path: names[0]))
    let scalars = Dictionary(file.scalars.map { ($0.point, $0.value) }, uniquingKeysWith: { $1 })
    #expect(scalars.count == file.scalars.count)
    return scalars
  }

  /// Every pass, step and evaluation of the log, later lines in place of earlier ones.
  private func expected(_ run: URL) throws -> [EventFile.Point: Float] {
    var expected: [EventFile.Point: Float] = [:]
    let data = try Data(contentsOf: run.appending(path: "metrics.jsonl"))
    for text in data.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? JSONDecoder().decode(MetricsLine.self, from: Data(text)),
        let stage = line.stage, let step = line.step, let total = line.total,
        let accuracy = line.accuracy
      else { continue }
      let prefix = line.isPass ? stage.name : "\(stage.name)/step"
      func set(_ name: String, _ value: Double) {
        expected[.init(tag: "\(prefix)/\(name)", step: step)] = Float(value)
      }
      set("total", total)
      set("train-accuracy", accuracy)
      for (term, value) in line.costs { set(term.key, value) }
    }
    return expected
  }

  @Test func killedRunsLeaveNoStepTwiceAndNoneTorn() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule:
          "schedule: {warm-up: {epochs: 3}, cycles: [{joint: {steps: 40}, last-layer: {epochs: 3}}]}",
        more: Self.more
      )
      let results = folder.appending(path: "results")
      for delay in [0.6, 0.9, 1.2] {
        let process = Program.process(["run", "tiny.yaml"], in: folder)
        (process.standardError, process.standardOutput) = (
          FileHandle.nullDevice, FileHandle.nullDevice
        )
        try process.run()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let outcome = try Program.run("run", "tiny.yaml", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let run = try run(in: results)
      let (found, expected) = (try scalars(run.appending(path: "tensorboard")), try expected(run))
      #expect(!expected.isEmpty)
      for (point, value) in expected { #expect(found[point] == value, "\(point)") }
      let others = Set(found.keys).subtracting(expected.keys).map(\.tag)
      #expect(
        others.allSatisfy { $0.hasPrefix("run/") || $0.hasSuffix("test-accuracy") },
        "\(others)"
      )
      // Neither the folder nor the key is a part of what a run is known by.
      let verify = try Program.run("verify", run.path, "--quick", in: folder)
      #expect(verify.code == 0, "\(verify.output)\(verify.errors)")

      let export = try Program.run(
        "export",
        "tensorboard",
        "tiny.yaml",
        "--output",
        "events",
        in: folder
      )
      #expect(export.code == 0 && export.output == "events/tiny/\(run.lastPathComponent)\n")
      let exported = folder.appending(path: "events/tiny/\(run.lastPathComponent)")
      #expect(try scalars(exported) == found)
      for folder in [exported, run.appending(path: "tensorboard")] {
        let file = folder.appending(
          path: "prototypes/events.out.tfevents.0000000001.protopnet"
        )
        let pictures = try EventFile(file).pictures
        #expect(Set(pictures.map(\.point.tag)).count == 6)
        let crop = try Array(Data(contentsOf: run.appending(path: "prototypes/0-crop.png")))
        let first = try #require(pictures.first { $0.point.tag == "blue/prototype-0" })
        #expect(first.png == crop && first.point.step == 1 && first.width > 0 && first.height > 0)
      }
      // Exported again it replaces what was there.
      let again = try Program.run(
        "export",
        "tensorboard",
        run.path,
        "--output",
        "events",
        in: folder
      )
      #expect(again.code == 0)
      #expect(try scalars(exported) == found)
    }
  }

  @Test func writesNothingUnlessAsked() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let run = try run(in: folder.appending(path: "results"))
      #expect(!FileManager.default.fileExists(atPath: run.appending(path: "tensorboard").path))
      let export = try Program.run(
        "export",
        "tensorboard",
        "nothing.yaml",
        "--output",
        "x",
        in: folder
      )
      #expect(export.code == 2)
    }
  }
}

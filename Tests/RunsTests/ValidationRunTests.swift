import Experiments
import Foundation
import Networks
import Recipe
import RunsTestSupport
import TestSupport
import Testing
import Runs

struct ValidationRunTests {
  private func run(_ tiny: TinyExperiment, _ options: [String]) throws -> (RunRecord, URL) {
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
    let runner = try ExperimentRunner(
      Experiment(yaml: text, file: tiny.yaml.path, options: options),
      seed: 1,
      results: tiny.results,
      observer: QuietObserver()
    )
    return (try runner.run(), runner.directory.url)
  }

  @Test func evaluatesAShareAfterEveryStage() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let options = ["data.validation={share: 0.4, seed: 3}", "data.selection=validation"]
      let (record, directory) = try run(tiny, options)
      #expect(record.data.splits.map(\.name) == ["train", "projection", "test", "validation"])
      #expect(record.data.splits.map(\.imageCount) == [9, 9, 9, 6])
      let drawn = try #require(record.data.splits[3].images)
      #expect(drawn.count == 6)
      for stage in record.stages {
        #expect(stage.validation?.imageCount == 6)
        #expect(stage.validation?.split == "validation")
        #expect(stage.evaluation.split == "test")
        // No prototype may come from a validation picture.
        for prototype in stage.projection?.prototypes ?? [] {
          #expect(!drawn.contains(prototype.source.image))
        }
      }
      #expect(record.selection == .validation)
      let stage = record.stages[try #require(record.reportedStage)]
      #expect(stage.name.hasSuffix("/projection") || stage.name.hasSuffix("/last-layer"))
      #expect(try RunRecord(contentsOf: directory.appending(path: "record.json")) == record)
      let log = try String(contentsOf: directory.appending(path: "metrics.jsonl"), encoding: .utf8)
      #expect(log.contains("\"event\":\"validation\""))
    }
  }

  @Test func readsAFolder() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      try FileManager.default.copyItem(
        at: tiny.pictures.appending(path: "test"),
        to: tiny.pictures.appending(path: "held-out")
      )
      let (record, _) = try run(tiny, ["data.validation={folder: held-out}"])
      #expect(record.data.splits.map(\.imageCount) == [15, 15, 9, 9])
      #expect(record.data.splits[3].images == nil)
      // The same pictures under another name give the same figures.
      for stage in record.stages {
        #expect(stage.validation?.correctCount == stage.evaluation.correctCount)
        #expect(stage.validation?.crossEntropy == stage.evaluation.crossEntropy)
      }
      #expect(record.reportedStage == record.stages.indices.last)
    }
  }

  /// A record without the new fields has none of their keys.
  @Test func leavesOtherRecordsAsTheyWere() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let (_, directory) = try run(tiny, [])
      let text = try String(
        contentsOf: directory.appending(path: "record.json"),
        encoding: .utf8
      )
      #expect(!text.contains("\"validation\"") && !text.contains("\"selection\""))
      #expect(!text.contains("\"images\""))
    }
  }
}

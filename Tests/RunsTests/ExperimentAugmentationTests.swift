import Experiments
import Foundation
import Networks
import RunsTestSupport
import TestSupport
import Testing
import Runs
import protopnet

struct ExperimentAugmentationTests {
  private static let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"

  private func experiment(_ tiny: TinyExperiment, _ options: [String]) throws -> Experiment {
    try Experiment(
      yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
      file: tiny.yaml.path,
      options: options
    )
  }

  /// Trains on the copies and projects onto the pictures themselves.
  @Test func aRunTrainsOnAugmentedPictures() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let augmentation =
        "data.augmentation={preset: as-released-code, rotation: 2, skew: 1, shear: 0, originals: true}"
      let experiment = try experiment(tiny, [augmentation])
      let plan = try Plan(experiment).text(results: tiny.results)
      #expect(
        plan.contains(
          "  augmented   60 pictures, about 0.2 MB, as-released-code: 2 rotation, 1 skew, originals → "
        )
      )
      let runner = try ExperimentRunner(
        experiment,
        seed: 1,
        results: tiny.results,
        observer: QuietObserver()
      )
      let record = try runner.run()
      #expect(record.data.splits.map(\.imageCount) == [60, 15, 9])
      #expect(record.stages.first?.stepCount == 15)
      let projection = try #require(record.stages.compactMap(\.projection).first)
      #expect(projection.prototypes.allSatisfy { $0.source.image.hasPrefix("train/") })
      // Below the runs, and not among the pictures.
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: tiny.pictures.path).sorted()
          == ["test", "train"]
      )
      let place = tiny.results.appending(path: "augmented")
      let sets = try FileManager.default.contentsOfDirectory(atPath: place.path)
      #expect(sets.count == 1 && sets[0].hasPrefix("pictures-"))
      let copies = try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/\(sets[0])")
      #expect(copies.count == 1 && copies[0].hasPrefix("train-augmented-as-released-code-4x-"))
      #expect(plan.contains("results/augmented/\(sets[0])/\(copies[0])"))

      // What an earlier version made beside the pictures is taken, and the run is of the same pictures.
      try FileManager.default.moveItem(
        at: place.appending(path: "\(sets[0])/\(copies[0])"),
        to: tiny.pictures.appending(path: copies[0])
      )
      let again = try ExperimentRunner(
        experiment,
        seed: 1,
        results: folder.appending(path: "again"),
        observer: QuietObserver()
      )
      #expect(try again.run() == record)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/again/augmented"))
    }
  }

  /// Whether the copies lie in a folder or in an HDF5 file shows in nothing that comes of them.
  @Test func aFileOfPicturesTrainsAsTheFolderDoes() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      func record(_ place: String) throws -> RunRecord {
        let copies = "preset: as-released-code, rotation: 2, skew: 1, shear: 1, originals: true"
        return try ExperimentRunner(
          experiment(tiny, ["data.augmentation={\(copies), \(place)}"]),
          seed: 1,
          results: tiny.results,
          observer: QuietObserver()
        ).run()
      }
      let (one, other) = (try record("folder: copies"), try record("file: copies.h5"))
      #expect(one.experimentDigest != other.experimentDigest)
      #expect(one.data == other.data)
      #expect(one.data.splits[0].imageCount == 75)
      #expect(one.stages.map(\.passes) == other.stages.map(\.passes))
      #expect(one.stages.map(\.predictions) == other.stages.map(\.predictions))
      #expect(one.stages.map(\.projection) == other.stages.map(\.projection))
      #expect(FileManager.default.fileExists(atPath: folder.path + "/copies.h5"))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/copies.h5.making"))
    }
  }

  /// Passes see pictures of their own, so nothing is computed once for all of them, and two runs agree.
  @Test func aRunAugmentsOnTheFly() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let fixed = "backbone.batch-normalization.warm-up=evaluate"
      func record(_ name: String, _ options: [String]) throws -> RunRecord {
        try ExperimentRunner(
          experiment(tiny, options + [fixed]),
          seed: 1,
          results: folder.appending(path: name),
          observer: QuietObserver()
        ).run()
      }
      let option = "data.augmentation={preset: as-paper, mode: on-the-fly}"
      let first = try record("first", [option])
      #expect(try record("second", [option]) == first)
      #expect(first.data.splits.map(\.imageCount) == [15, 15, 9])
      #expect(first.stages.first?.usedCachedFeatures == false)
      let plain = try record("plain", [])
      #expect(plain.stages.first?.usedCachedFeatures == true)
      #expect(plain.stages.first?.passes != first.stages.first?.passes)
      let folders = try FileManager.default.contentsOfDirectory(atPath: tiny.pictures.path)
      #expect(folders.sorted() == ["test", "train"])
    }
  }

  @Test func countsAreKnownBeforeThePicturesAre() throws {
    let text = TinyExperiment.text().replacing(
      "  flip: true",
      with: "  flip: true\n  augmentation: {preset: as-paper, distortion: 10}"
    )
    let plan = try Plan(Experiment(yaml: text, file: "/nowhere/tiny.yaml")).text(
      results: Places.package
    )
    #expect(
      plan.contains(
        "augmented   40 of every training picture, as-paper: 10 rotation, 10 skew, 10 shear, 10 distortion"
      )
    )
  }
}

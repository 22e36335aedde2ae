import Checkpoints
import Experiments
import Foundation
import ProtoPNet
import Recipe
import TestSupport
import Testing
import Runs

/// Features in memory and in files lead to the same bits, also after a run was killed.
struct FeatureFilesTests {
  private static let schedule = """
    schedule:
      warm-up: {epochs: 3}
      cycles:
        - joint: {steps: 2}
          last-layer: {epochs: 2}
        - projection: false
          last-layer: {solver: convex, tolerance: 1e-4}
    checks: {last-layer: true}
    """
  private static let onDisk = ["engine.feature-cache-gigabytes=0"]

  private func run(
    _ tiny: TinyExperiment,
    _ options: [String],
    results: String,
    observer: FeatureObserver = FeatureObserver()
  ) throws -> (RunRecord, URL) {
    let runner = try ExperimentRunner(
      Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
        file: tiny.yaml.path,
        options: options
      ),
      seed: 1,
      results: tiny.folder.appending(path: results),
      sharing: false,
      observer: observer
    )
    return (try runner.run(), runner.directory.url)
  }

  /// All arrays of numbers in a checkpoint.
  private func numbers(_ url: URL) throws -> [String: [Double]] {
    let file = try HDF5Reader(contentsOf: url)
    var numbers: [String: [Double]] = [:]
    for path in try file.datasets(under: "/") {
      if let array = try? file.doubles("/\(path)") { numbers[path] = array.values }
    }
    return numbers
  }

  /// Everything but the experiment's text and the digests over it.
  private func expectSameNumbers(
    _ one: (record: RunRecord, folder: URL),
    _ other: (record: RunRecord, folder: URL),
    location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(one.record.stages.count == other.record.stages.count, sourceLocation: location)
    for (left, right) in zip(one.record.stages, other.record.stages) {
      var expected = right
      expected.checkpointDigest = left.checkpointDigest
      #expect(left == expected, "\(left.name)", sourceLocation: location)
      let checkpoints = try [(one.folder, left), (other.folder, right)].map {
        try numbers($0.0.appending(path: $0.1.checkpoint))
      }
      #expect(checkpoints[0] == checkpoints[1], "\(left.name)", sourceLocation: location)
    }
  }

  @Test(arguments: ["protopnet", "baseline"])
  func filesChangeNoBit(_ model: String) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let observer = FeatureObserver()
      let options = ["model=\(model)"]
      let inMemory = try run(tiny, options, results: "memory", observer: observer)
      #expect(observer.files.isEmpty)
      let inFiles = try run(tiny, options + Self.onDisk, results: "disk", observer: observer)
      let stages = ["warm-up", "cycle-1-last-layer", "cycle-2-last-layer"].map { "\($0).h5" }
      #expect(observer.files == Set(model == "baseline" ? ["warm-up.h5"] : stages))
      // The same run, and nothing big stays.
      #expect(inFiles.1.lastPathComponent == inMemory.1.lastPathComponent)
      #expect(!FileManager.default.fileExists(atPath: inFiles.1.appending(path: "features").path))
      try expectSameNumbers(inMemory, inFiles)
    }
  }

  /// Rows that were finished when a run was killed are not computed again, be they of the pictures or of
  /// their mirror images.
  @Test(
    arguments: [
      ("features", 2, "features 3"),
      ("features of mirror images", 1, "features of mirror images 2"),
      // The fourth batch of 15 pictures is the last.
      ("distances", 4, "distances of mirror images 1"),
      ("distances of mirror images", 3, "distances of mirror images 4"),
      ("similarities of mirror images", 4, "cycle-2/last-layer, solver 0"),
    ]
  )
  func goesOnWithinFeatures(_ name: String, _ batch: Int, _ next: String) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let observer = FeatureObserver(killing: name, after: batch, into: folder, "killed")
      let whole = try run(tiny, Self.onDisk, results: "whole", observer: observer)
      let second = FeatureObserver()
      let continued = try run(tiny, Self.onDisk, results: "killed", observer: second)
      #expect(second.firstBatch == next)
      try expectSameNumbers(whole, continued)
    }
  }

  /// Features of other pictures are of no use.
  @Test func beginsAnewWhereAPictureChanged() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let observer = FeatureObserver(killing: "features", after: 3, into: folder, "killed")
      _ = try run(tiny, Self.onDisk, results: "whole", observer: observer)
      let pictures = ["red", "blue"].map { tiny.pictures.appending(path: "train/\($0)/0.png") }
      try FileManager.default.removeItem(at: pictures[0])
      try FileManager.default.copyItem(at: pictures[1], to: pictures[0])
      let second = FeatureObserver()
      let continued = try run(tiny, Self.onDisk, results: "killed", observer: second)
      #expect(second.firstBatch == "features 1")
      try expectSameNumbers(run(tiny, Self.onDisk, results: "other"), continued)
    }
  }
}

/// Notes which files of features a run makes, and keeps what a killed run would leave.
private final class FeatureObserver: RunObserver {
  /// The names of the files of features that were seen.
  private(set) var files: Set<String> = []
  /// What the first batch of all was of, and its number.
  private(set) var firstBatch: String?
  private var folder: URL?
  private var copy: (what: String, batch: Int, target: URL)?

  init() {}

  /// Copies the run's folder to `results` of `folder` when a batch is finished.
  init(killing what: String, after batch: Int, into folder: URL, _ results: String) {
    copy = (what, batch, folder.appending(path: "\(results)/tiny"))
  }

  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {
    folder = directory.url
  }

  func advanced(_ what: String, done: Int, of total: Int) {
    firstBatch = firstBatch ?? "\(what) \(done)"
    guard let folder else { return }
    let manager = FileManager.default
    let features = folder.appending(path: "features").path
    files.formUnion((try? manager.contentsOfDirectory(atPath: features)) ?? [])
    if let copy, copy.what == what, copy.batch == done {
      self.copy = nil
      try? manager.createDirectory(at: copy.target, withIntermediateDirectories: true)
      try? manager.copyItem(at: folder, to: copy.target.appending(path: folder.lastPathComponent))
    }
  }

  func began(_ stage: Stage) {}
  func finished(_ record: StageRecord) {}
  func noted(_ message: String) {}
  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {}
  func warned(_ message: String, in stage: Stage) {}
}

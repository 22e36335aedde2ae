import Engine
import EngineTestSupport
import Experiments
import Foundation
import ProtoPNet
import Recipe
import RunsTestSupport
import TestSupport
import Testing
import Runs

/// A run that is ended between two steps goes on from there, and ends in the bytes of one that never was.
struct ResumingTests {
  /// What runs are tried with: settings that change what a save must hold.
  enum Variant: String, CaseIterable, CustomTestStringConvertible {
    case everyStage
    case restartedMomentsAndDecay
    case rowsInAFile
    case patchesToBeginWith
    case batchNormalization
    case bfloat16
    case libtorch
    case convexLastLayer
    case baseline
    case validation
    case loggedSteps
    case measuredPrototypes

    var testDescription: String { rawValue }

    /// The experiment of a folder with a tiny one.
    func experiment(_ tiny: TinyExperiment) throws -> Experiment {
      var text = try String(contentsOf: tiny.yaml, encoding: .utf8)
        .replacing("per-class: 2", with: "per-class: 4")
      switch self {
      case .everyStage: break
      case .measuredPrototypes:
        text.replace("checks: {theorem: true}", with: "checks: {theorem: true, prototypes: true}")
      case .loggedSteps: text += "\nlogging: {every-steps: 2}\n"
      case .restartedMomentsAndDecay:
        text.replace(
          "optimizer: {batch-size: 4}",
          with: """
            optimizer:
              batch-size: 4
              joint: {moments: restarted, decay: {every: {steps: 2}, factor: 0.5}}
              last-layer: {decay: {every: {epochs: 1}, factor: 0.7}}
            """
        )
      case .patchesToBeginWith:
        text.replace("{per-class: 4}", with: "{per-class: 4, initialization: patches}")
      case .rowsInAFile:
        text.replace("{threads: 1}", with: "{threads: 1, feature-cache-gigabytes: 0}")
      case .batchNormalization:
        text.replace("architecture: vgg11\n", with: "architecture: resnet18\n")
        text.replace("cut-after: block-2", with: "cut-after: block-1")
      case .bfloat16:
        text.replace("{threads: 1}", with: "{threads: 1, precision: bfloat16}")
        text.replace("architecture: vgg11\n", with: "architecture: resnet18\n")
        text.replace("cut-after: block-2", with: "cut-after: block-1")
      case .libtorch:
        text.replace("{threads: 1}", with: "{threads: 1, library: torch}")
        text.replace("architecture: vgg11\n", with: "architecture: resnet18\n")
        text.replace("cut-after: block-2", with: "cut-after: block-1")
        text.replace("optimizer: {batch-size: 4}", with: "optimizer: {batch-size: 4, shares: 2}")
      case .convexLastLayer:
        // The last one stays Adam's, beside the optimum.
        text.replace(
          "last-layer: {epochs: 2}",
          with: "last-layer: {solver: convex}",
          maxReplacements: 2
        )
        text.replace("threshold: 4", with: "threshold: 1")
        text.replace("checks: {theorem: true}", with: "checks: {theorem: true, last-layer: true}")
      case .baseline:
        text.replace("image-size: 32", with: "image-size: 32\n  selection: last-stage")
        text.replace("name: tiny", with: "name: tiny\nmodel: baseline")
        text.replace("checks: {theorem: true}", with: "")
      case .validation:
        text.replace("flip: true", with: "flip: false\n  validation: {share: 0.2}")
        text.replace("threshold: 4", with: "threshold: 1")
      }
      return try Experiment(yaml: text + "\ncheckpoints: {every: 1 steps}\n", file: tiny.yaml.path)
    }
  }

  private static func start(
    _ experiment: Experiment,
    _ results: URL,
    _ observer: EndingObserver
  ) throws -> (RunRecord, URL) {
    let runner = try ExperimentRunner(
      experiment,
      seed: 1,
      results: results,
      interruption: observer.interruption,
      observer: observer
    )
    return (try runner.run(), runner.directory.url)
  }

  /// Starts a run again and again until it ends; returns its folder and how it was interrupted.
  private static func runWithInterruptions(
    _ experiment: Experiment,
    _ results: URL,
    after batches: Int
  ) throws -> (URL, [Interrupted]) {
    var interruptions: [Interrupted] = []
    while interruptions.count < 1000 {
      do {
        let observer = EndingObserver(after: batches)
        return (try start(experiment, results, observer).1, interruptions)
      } catch let interrupted as Interrupted {
        interruptions.append(interrupted)
      }
    }
    throw interruptions[0]
  }

  @Test(
    arguments: Variant.allCases.filter {
      ($0 != .bfloat16 || Engine.computesBFloat16)
        && ($0 != .libtorch || EngineChoice.whyNoLibtorch == nil)
    }
  )
  func endsInTheSameBytesAfterInterruptionsEveryThreeBatches(_ variant: Variant) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: CheckedRun.schedule)
      let experiment = try variant.experiment(tiny)
      let whole = try Self.start(
        experiment,
        folder.appending(path: "whole"),
        EndingObserver(after: .max)
      ).1
      let expected = try CheckedRun.contents(whole)
      let (run, interruptions) = try Self.runWithInterruptions(
        experiment,
        folder.appending(path: "interrupted"),
        after: 3
      )
      #expect(interruptions.count > 4)
      #expect(interruptions.contains { $0.place != nil })
      let found = try CheckedRun.contents(run)
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, data) in expected where found[name] != data {
        Issue.record("\(name) differs after interruptions every 3 batches")
      }
      #expect(
        !FileManager.default.fileExists(atPath: run.appending(path: "saves").path),
        "saves stay behind"
      )
    }
  }

  /// Hands over the number of each batch that is done, training and reading alike.
  private final class CountingObserver: RunObserver {
    private(set) var count = 0
    private let batch: (Int) -> Void

    init(batch: @escaping (Int) -> Void = { _ in }) { self.batch = batch }

    func advanced(_ what: String, done: Int, of total: Int) {
      count += 1
      batch(count)
    }
    func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {}
    func began(_ stage: Stage) {}
    func finished(_ record: StageRecord) {}
    func noted(_ message: String) {}
    func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {}
    func warned(_ message: String, in stage: Stage) {}
  }

  /// What is computed again after a kill that came when a batch was done, whichever it is.
  @Test func aKillLosesAtMostTheIntervalAndOneStep() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: CheckedRun.schedule.replacing("joint: {steps: 1}", with: "joint: {steps: 9}")
      )
      let interval = 4
      let experiment = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8)
          .replacing("per-class: 2", with: "per-class: 4")
          + "\ncheckpoints: {every: \(interval) steps}\n",
        file: tiny.yaml.path
      )
      func start(_ results: String, _ observer: CountingObserver) throws {
        let results = folder.appending(path: results)
        _ = try ExperimentRunner(experiment, seed: 1, results: results, observer: observer).run()
      }
      // A copy of the folder is what a kill would have left at that moment.
      let counting = CountingObserver { batch in
        try? FileManager.default.copyItem(
          at: folder.appending(path: "whole"),
          to: folder.appending(path: "killed-\(batch)")
        )
      }
      try start("whole", counting)
      #expect(counting.count > 50)
      var lost: [Int] = []
      for batch in 1...counting.count {
        let rest = CountingObserver()
        try start("killed-\(batch)", rest)
        lost.append(batch + rest.count - counting.count)
      }
      #expect(lost.allSatisfy { (0...interval + 1).contains($0) }, "lost batches: \(lost)")
    }
  }

  /// Takes a run to within the first pass of its joint stage.
  private func interruptedInJointStage(
    _ experiment: Experiment,
    _ results: URL
  ) throws -> RunDirectory {
    let directory = RunDirectory(
      results: results,
      experiment: experiment.name,
      runID: experiment.runID(seed: 1)
    )
    for _ in 0..<100 {
      do {
        _ = try Self.start(experiment, results, EndingObserver(after: 1))
      } catch let interrupted as Interrupted {
        if interrupted.place?.contains("joint, pass 1") == true { return directory }
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  @Test func goesOnFromTheSaveBeforeADamagedOne() throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 8}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let experiment = try Variant.everyStage.experiment(tiny)
      let whole = try Self.start(
        experiment,
        folder.appending(path: "whole"),
        EndingObserver(after: .max)
      ).1
      let results = folder.appending(path: "results")
      let run = try interruptedInJointStage(experiment, results)
      let stage = Stage.ID(.joint, cycle: 1)
      _ = try? Self.start(experiment, results, EndingObserver(after: 2))
      let numbers = run.saveNumbers(of: stage)
      #expect(numbers.count == 2)
      try Data("no HDF5".utf8).write(to: run.save(numbers[1], of: stage))

      let observer = EndingObserver(after: .max)
      let (_, directory) = try Self.start(experiment, results, observer)
      #expect(observer.notes.contains { $0.contains("left out") })
      #expect(observer.notes.contains { $0.contains("goes on at pass 1, batch") })
      #expect(try CheckedRun.contents(directory) == CheckedRun.contents(whole))
    }
  }

  @Test func takesNoSaveOfAnotherExperiment() throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 8}}]}"
      let tiny = try TinyExperiment(in: folder, schedule: schedule)
      let experiment = try Variant.everyStage.experiment(tiny)
      let results = folder.appending(path: "results")
      let stranger = try interruptedInJointStage(experiment, folder.appending(path: "stranger"))

      let other = try Experiment(
        yaml: String(contentsOf: tiny.yaml, encoding: .utf8)
          .replacing("warm-up: {steps: 1}", with: "warm-up: {steps: 2}"),
        file: tiny.yaml.path
      )
      let run = try interruptedInJointStage(other, results)
      try FileManager.default.removeItem(at: run.saves)
      try FileManager.default.copyItem(at: stranger.saves, to: run.saves)
      let observer = EndingObserver(after: .max)
      let (_, directory) = try Self.start(other, results, observer)
      #expect(observer.notes.contains { $0.contains("left out") })
      #expect(!observer.notes.contains { $0.contains("goes on at") })
      let whole = try Self.start(
        other,
        folder.appending(path: "whole"),
        EndingObserver(after: .max)
      ).1
      #expect(try CheckedRun.contents(directory) == CheckedRun.contents(whole))
    }
  }
}

import Checkpoints
import Experiments
import Foundation
import Networks
import ProtoPNet
import Recipe
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

/// Every kind of file that the program writes, in a small folder: finished runs of a ProtoPNet and of a baseline, one that
/// shares stages, one that was ended within a stage, pages, augmented pictures, weights, and what commands write.
struct WrittenFiles {
  let folder: URL
  /// The folders of runs.
  let runs: [RunDirectory]

  private static let schedule = """
    schedule:
      warm-up: {epochs: 2}
      cycles:
        - joint: {steps: 2}
          last-layer: {epochs: 2}
        - joint: {steps: 1}
          last-layer: {solver: convex}
          pruning: {nearest: 3, threshold: 1}
        - projection: false
          last-layer: {epochs: 1}
    """
  private static let checks =
    "checks: {theorem: true, last-layer: true, prototypes: true}\n"
    + "logging: {every-steps: 1, test-every-passes: 1, tensorboard: true}\n"

  init(in folder: URL) throws {
    self.folder = folder
    let tiny = try TinyExperiment(in: folder, schedule: Self.schedule, more: Self.checks)
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      .replacing(
        "flip: true",
        with: "flip: true\n  validation: {share: 0.2}\n  selection: validation"
      )
    try Data(text.utf8).write(to: tiny.yaml)
    let other = text.replacing("solver: convex", with: "epochs: 1")
    try Data(other.utf8).write(to: folder.appending(path: "other.yaml"))
    try Data(
      text.replacing(
        "flip: true",
        with: "flip: true\n  augmentation: {preset: as-paper, rotation: 1, file: copies.h5}"
      ).utf8
    ).write(to: folder.appending(path: "copies.yaml"))
    try Self.run("run", "tiny.yaml", in: folder)
    try Self.run("run", "other.yaml", in: folder)
    try Self.run(
      "run",
      "tiny.yaml",
      "--set",
      "model=baseline",
      "--set",
      "engine.convolution=fastest",
      "--set",
      "checks=null",
      in: folder
    )
    try Self.run("report", "tiny.yaml", in: folder)
    try Self.run("data", "augment", "copies.yaml", in: folder)
    let results = tiny.results.appending(path: "tiny")
    let whole = try #require(
      try FileManager.default.contentsOfDirectory(atPath: results.path).sorted().map {
        RunDirectory(url: results.appending(path: $0))
      }.first { FileManager.default.fileExists(atPath: $0.file("checks/last-layer-2.h5").path) }
    )
    let checkpoint = whole.file("checkpoints/cycle-3-last-layer.h5").path
    try Self.run(
      "evaluate",
      checkpoint,
      "--dataset",
      "pictures",
      "--logits",
      "logits.h5",
      "--latents",
      "latents.h5",
      in: folder
    )
    try Self.run(
      "gradients",
      checkpoint,
      "--dataset",
      "pictures",
      "--output",
      "gradients.h5",
      in: folder
    )
    try WeightsFile(
      architecture: "vgg11",
      normalization: .torchvision,
      source: WeightsFile.Source(file: "vgg11.pth", digest: String(repeating: "0", count: 64)),
      parameters: ["features.0.bias": Tensor(shape: [64])]
    ).write(to: folder.appending(path: "weights.h5"))
    let ended = try Self.endedRun(text, tiny)
    let names = try FileManager.default.contentsOfDirectory(atPath: results.path).sorted()
    runs =
      names.map { RunDirectory(url: results.appending(path: $0)) }.filter(\.hasRecord) + [ended]
  }

  private static func run(_ arguments: String..., in folder: URL) throws {
    let outcome = try Program.run(arguments, in: folder)
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
  }

  /// Every HDF5 file.
  var hdf5: [URL] {
    get throws {
      try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".h5") }.sorted().map { folder.appending(path: $0) }
    }
  }

  // MARK: - A run that is ended within a stage

  /// Its rows and saves lie in files.
  private static func endedRun(_ text: String, _ tiny: TinyExperiment) throws -> RunDirectory {
    let experiment = try Experiment(
      yaml: text.replacing("{threads: 1}", with: "{threads: 1, feature-cache-gigabytes: 0}")
        + "checkpoints: {every: 1 steps}\n",
      file: tiny.yaml.path
    )
    let ending = EndingObserver(after: 12)
    let runner = try ExperimentRunner(
      experiment,
      seed: 2,
      results: tiny.results,
      interruption: ending.interruption,
      observer: ending
    )
    #expect(throws: Interrupted.self) { try runner.run() }
    return runner.directory
  }
}

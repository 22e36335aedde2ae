import Foundation
import TestSupport

/// Experiments whose batches have four shares, of which the last batch leaves some empty.
struct RankExperiment {
  let folder: URL
  let name: String

  private static let texts = [
    // Fixed features, offline copies, the convex last layer.
    "vgg": """
    name: vgg
    data:
      source: image-folder
      folder: pictures
      image-size: 32
      flip: true
      augmentation: {preset: as-paper, rotation: 2, skew: 0, shear: 1}
    backbone: {architecture: vgg11_bn, cut-after: block-2}
    add-on-layers: {channels: 8}
    prototypes: {per-class: 2}
    optimizer: {batch-size: 8, shares: 4}
    engine: {threads: 1}
    checkpoints: {every: 2 steps}
    checks: {theorem: true, last-layer: true}
    schedule:
      warm-up: {epochs: 2}
      cycles:
        - joint: {epochs: 2}
          last-layer: {solver: convex}
    """,
    // The warm-up and the last layer on pictures, pruning.
    "resnet": """
    name: resnet
    data: {source: image-folder, folder: pictures, image-size: 64}
    backbone: {architecture: resnet18, batch-normalization: {last-layer: train}}
    add-on-layers: {channels: 16}
    prototypes: {per-class: 2}
    optimizer: {batch-size: 10, shares: 4}
    engine: {threads: 1}
    checkpoints: {every: 2 steps}
    schedule:
      warm-up: {epochs: 1}
      cycles:
        - joint: {epochs: 3}
          last-layer: {epochs: 2}
          pruning: {threshold: 1, nearest: 3}
    """,
  ]

  static let names = texts.keys.sorted() + ["smoke"]

  init(_ name: String, in folder: URL) throws {
    (self.name, self.folder) = (name, folder)
    _ = try TinyExperiment(in: folder)
    let smoke = Places.package.appending(path: "experiments/smoke.yaml")
    let text = try Self.texts[name] ?? String(contentsOf: smoke, encoding: .utf8)
    try Data(text.utf8).write(to: folder.appending(path: "\(name).yaml"))
  }

  func arguments(results: String) -> [String] {
    let changes = ["optimizer.shares=4", "engine.threads=1", "data.folder=birds"].flatMap {
      ["--set", $0]
    }
    return ["run", "\(name).yaml"] + (name == "smoke" ? changes : []) + ["--results", results]
  }

  /// The checkpoints, the evidence and the pictures of prototypes that the run left.
  func files(results: String) throws -> [String: Data] {
    let all = try Places.contents(of: folder.appending(path: "\(results)/\(name)"))
    return all.filter { path, _ in
      ["/checkpoints/", "/checks/", "/prototypes/"].contains { path.contains($0) }
    }
  }

  /// What one process without MPI leaves.
  func undisturbed() throws -> [String: Data] {
    let outcome = try Program.run(arguments(results: "alone"), in: folder)
    guard outcome.code == 0 else { throw RankTestError(outcome.errors) }
    return try files(results: "alone")
  }

  /// Waits until a stage has been saved inside.
  func waitForSave(of stage: String, results: String, seconds: Double = 120) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    let run = folder.appending(path: "\(results)/\(name)")
    while Date() < end {
      let paths = FileManager.default.enumerator(atPath: run.path)?.compactMap { $0 as? String }
      if (paths ?? []).contains(where: { $0.contains("saves/\(stage)") }) { return }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw RankTestError("\(stage) was not saved within \(seconds) s")
  }

  /// The processes of a program that write to a folder of results.
  func ranks(of program: URL, results: String) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
      let arguments = (try? Data(contentsOf: URL(filePath: "/proc/\($0)/cmdline"))) ?? Data()
      let words = String(decoding: arguments, as: UTF8.self).split(separator: "\0")
      let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
      return words.first.map(String.init) == program.path && words.last.map(String.init) == results
        && folder == self.folder.resolvingSymlinksInPath().path
    }
  }
}

struct RankTestError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

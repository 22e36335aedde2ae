import Checkpoints
import Datasets
import Experiments
import Files
package import Foundation
import Networks
import Recipe
package import Runs
import Tensors

extension Plan {
  /// The plan for a person: network, pictures, work, memory and disk; `results` is the folder of all runs.
  ///
  /// With `timed` the time, too: where no earlier command measured this network, seconds go into that.
  ///
  /// Pictures and weights that are not there yet are noted, not errors, so that a plan can be read
  /// before the data arrive; whatever is there is checked.
  ///
  /// - Throws: `DatasetError` and `ImageError` for pictures that are there and unfit,
  ///   `CheckpointError` and `ExperimentError` for weights that are, `ExperimentError` where a
  ///   declared P is not a multiple of K, `NetworkError` where the engine cannot compile the
  ///   network.
  package func text(results: URL, timed: Bool = false) throws -> String {
    let dataset: Dataset?
    let pictures: String
    do {
      let found = try ExperimentData(experiment).list()
      pictures = found.splits
        .map { "\($0.count) \($0.name)" }.joined(separator: ", ")
      dataset = found
    } catch let error as DatasetError {
      let data = ExperimentData(experiment)
      if let missing = data.missing {
        pictures = "not here yet: \(missing.folder.relativePath)"
      } else if experiment.toyBirdsConfiguration != nil, !data.isHere {
        pictures = "drawn when the run begins"
      } else {
        throw error
      }
      dataset = nil
    }
    let classCount =
      dataset?.classCount
      ?? experiment.toyBirdsConfiguration.map { _ in
        ToyBirds.classes.count
      }
    let count = try classCount.map { try prototypeCount(classCount: $0) }
    let size = experiment.data.imageSize
    let work = operationCount(classCount: classCount ?? 0, prototypeCount: count ?? 0)

    var lines = ["\(experiment.file): \(experiment.name)"]
    func line(_ name: String, _ text: String) {
      lines.append("  " + name.padding(toLength: 12, withPad: " ", startingAt: 0) + text)
    }
    line(
      "pictures",
      "\(pictures); \(size)×\(size) pixels" + (experiment.data.flip ? ", mirrored at random" : "")
    )
    for note in dataset?.notes ?? [] { line("left out", note) }
    if let doubt = dataset?.doubt { line("classes", doubt) }
    if let text = try augmentationDescription(of: dataset, results: results) {
      line("augmented", text)
    }
    line("backbone", "\(backbone.description) → \(featureShape); \(try weightsDescription())")
    switch experiment.model {
    case .protopnet:
      line("latent map", "\(latentShape) by \(experiment.addOnLayers.kind.rawValue) add-on layers")
      if let count, let classCount {
        line(
          "prototypes",
          "\(count) of \(experiment.prototypes.height)×\(experiment.prototypes.width), \(classCount) classes"
        )
      } else {
        line("prototypes", "\(experiment.prototypes.perClass) per class")
      }
    case .baseline:
      let classes = classCount.map { "\($0) classes" } ?? "the classes"
      line("baseline", "mean over the map, linear layer \(featureShape[0]) → \(classes)")
    }
    if let count, let classCount {
      line(
        "parameters",
        Self.grouped(parameterCount(classCount: classCount, prototypeCount: count))
      )
    }
    line("work", String(format: "%.2f GFLOP per image and forward pass", work / 1e9))
    if timed, let text = try timeDescription() { line("time", text) }
    line("memory", try memoryDescription())
    if let dataset { line("disk", try diskDescription(of: dataset)) }
    if let dataset, let text = featureDescription(of: dataset, prototypeCount: count ?? 0) {
      line("features", text)
    }
    line("stages", stages.map { "\($0.name)\($0.lengthDescription)" }.joined(separator: ", "))
    let deviations = experiment.deviations
    line(
      "recipe",
      deviations.isEmpty
        ? "the released code's"
        : "not the released code's, whose values stand in brackets: \(deviations.joined(separator: "; "))"
    )
    line("runs", experiment.runIDs(seeds: experiment.seeds).listed(atMost: 20))
    return lines.joined(separator: "\n")
  }

  private func weightsDescription() throws -> String {
    guard let path = experiment.backbone.weights else {
      return experiment.startFrom.map { "begins with \($0)" } ?? "random parameters"
    }
    let file = experiment.file(path)
    guard PathKind(at: file) != .nothing else {
      return "weights not here yet: \(file.relativePath)"
    }
    let header = try StartWeights.header(of: file, experiment)
    try header.require(backbone.graph.parameters, in: file)
    return "weights \(file.lastPathComponent)"
  }

  /// The time of a run on this machine and of every stage; nil where the pictures are not there yet.
  private func timeDescription() throws -> String? {
    guard let (stages, isDisturbed) = try secondsByStage() else { return nil }
    let list = stages.map { "\($0.stage.name) \(Self.duration($0.seconds))" }
    return "about \(Self.duration(stages.reduce(0) { $0 + $1.seconds })) a run on this machine"
      + (isDisturbed ? ", measured while other work was running, so less" : "") + "; by stage: "
      + list.joined(separator: ", ")
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "1 s"
    case ..<100: "\(Int(seconds.rounded())) s"
    case ..<6000: "\(Int((seconds / 60).rounded())) min"
    default: "\(Int((seconds / 3600).rounded())) h"
    }
  }

  /// What a run leaves, and what it takes meanwhile.
  private func diskDescription(of dataset: Dataset) throws -> String {
    let room = try room(
      for: dataset,
      imageCount: ExperimentData(experiment).trainingCount(of: dataset)
    )
    return "about \(OfflineAugmentation.size(room.kept)) of results, "
      + "\(OfflineAugmentation.size(room.peak)) while it runs"
  }

  /// The most memory at once, and that of every stage.
  private func memoryDescription() throws -> String {
    let stages = try memoryByStage()
    let peak = stages.map(\.byteCount).max() ?? 0
    let available = AvailableMemory.now.flatMap { $0.byteCount < peak ? $0 : nil }
    let shortage = available.map {
      String(format: "; %.1f GB %@ are available here", Double($0.byteCount) / 1e9, $0.bound)
    }
    let list = stages.map { "\($0.stage.name) \(OfflineAugmentation.size($0.byteCount))" }
    return "about \(OfflineAugmentation.size(peak)) at most" + (shortage ?? "")
      + "; by stage: " + list.joined(separator: ", ")
  }

  /// Where the features of which stages are kept; nil where no stage computes any.
  private func featureDescription(of dataset: Dataset, prototypeCount: Int) -> String? {
    let rows = cachedRows(of: dataset, prototypeCount: prototypeCount).map {
      "\($0.stage) \(OfflineAugmentation.size($0.byteCount)) \($0.isOnDisk ? "on disk" : "in memory")"
    }
    return rows.isEmpty ? nil : rows.joined(separator: ", ")
  }

  /// A number with its thousands apart.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text = "," + text }
      text = String(digit) + text
    }
    return text
  }
}

extension Stage {
  fileprivate var lengthDescription: String {
    switch self {
    case .warmUp(let length), .joint(_, let length): " (\(length))"
    case .projection: ""
    case .lastLayer(_, let optimization):
      switch optimization.solver {
      case .adam: " (\(optimization.length))"
      case .convex: " (convex, to a gap of \(optimization.tolerance))"
      }
    case .pruning(_, let pruning): " (\(pruning.threshold) of \(pruning.nearest))"
    }
  }
}

extension [String] {
  /// The texts with commas; of many the first ones, and how many more there are.
  func listed(atMost count: Int) -> String {
    prefix(count).joined(separator: ", ")
      + (self.count > count ? " … and \(self.count - count) more" : "")
  }
}

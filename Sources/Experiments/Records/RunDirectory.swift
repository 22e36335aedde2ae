import Files
package import Foundation
package import Recipe

/// The folder of one run, `results/<experiment>/<run-id>/`, and the place of everything in it.
///
/// Records name files by their paths from this folder.
package struct RunDirectory: Hashable, Sendable {
  package let url: URL

  package init(url: URL) { self.url = url }

  package init(results: URL, experiment: String, runID: String) {
    url = results.appending(path: experiment).appending(path: runID)
  }

  /// The folder of all runs.
  package var results: URL { url.deletingLastPathComponent().deletingLastPathComponent() }

  /// Where augmented pictures lie that an experiment names no place for, below the folder of all runs.
  package static func augmentedPictures(in results: URL) -> URL {
    results.appending(path: "augmented", directoryHint: .isDirectory)
  }

  /// A file of the run by its path from the folder.
  package func file(_ path: String) -> URL { url.appending(path: path) }

  package var record: URL { file("record.json") }
  /// Whether a first stage is finished.
  package var hasRecord: Bool { PathKind(at: record) != .nothing }
  /// The resolved experiment.
  package var experiment: URL { file("experiment.yaml") }
  /// Whether the resolved experiment is there.
  package var hasExperiment: Bool { FileManager.default.fileExists(atPath: experiment.path) }
  /// The algorithms that `convolution: fastest` chose.
  package var convolutions: URL { file("convolutions.txt") }
  /// What happened when, a JSON object a line; see ``MetricsLine``.
  package var metrics: URL { file("metrics.jsonl") }
  /// The features of a stage that is being computed.
  package var features: URL { file("features") }
  /// The states of a stage under way.
  package var saves: URL { file("saves") }
  /// Event files for TensorBoard, where the experiment asks for them.
  package var tensorBoard: URL { file("tensorboard") }
  /// The run's page.
  package var report: URL { file("report") }

  /// The folders that a run begins with.
  package static let folders = ["checkpoints", "prototypes"]

  /// The checkpoint written after a stage.
  package static func checkpointPath(after stage: Stage.ID) -> String {
    "checkpoints/\(stage.fileName).h5"
  }

  /// A picture of a prototype: its patch, the patch in its image, or its activation over the image.
  package enum Picture: String, CaseIterable, Sendable {
    case crop, box, overlay

    /// The path from the run's folder.
    package func path(ofPrototype index: Int) -> String { "prototypes/\(index)-\(rawValue).png" }
  }

  /// A file that others can recompute a claim from.
  package enum EvidenceFile: Hashable, Sendable {
    /// What the network says of every test image after a stage.
    case predictions(Stage.ID)
    case projection(cycle: Int)
    case theorem(cycle: Int)
    case lastLayer(cycle: Int)
    case pruning(cycle: Int)
    /// What the cards of prototypes are computed from, after a stage.
    case prototypes(Stage.ID)

    /// The path from the run's folder.
    package var path: String {
      let name =
        switch self {
        case .predictions(let stage): "predictions-\(stage.fileName)"
        case .projection(let cycle): "projection-\(cycle)"
        case .theorem(let cycle): "theorem-2.1-\(cycle)"
        case .lastLayer(let cycle): "last-layer-\(cycle)"
        case .pruning(let cycle): "pruning-\(cycle)"
        case .prototypes(let stage): "prototypes-\(stage.fileName)"
        }
      return "checks/\(name).h5"
    }
  }
}

extension RunDirectory {
  /// A save of a stage; later ones have higher numbers.
  package func save(_ number: Int, of stage: Stage.ID) -> URL {
    saves.appending(path: "\(stage.fileName)-\(number).h5")
  }

  /// The numbers of a stage's saves, ascending.
  package func saveNumbers(of stage: Stage.ID) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: saves.path)) ?? []
    let prefix = "\(stage.fileName)-"
    return names.compactMap { name in
      guard name.hasPrefix(prefix), name.hasSuffix(".h5") else { return nil }
      return Int(name.dropFirst(prefix.count).dropLast(3))
    }
    .sorted()
  }
}

extension Stage.ID {
  /// The name as files carry it: `cycle-1-joint`.
  package var fileName: String { name.replacing("/", with: "-") }
}

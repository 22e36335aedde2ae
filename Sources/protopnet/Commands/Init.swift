import ArgumentParser
import Checkpoints
import Clusters
import Datasets
import Experiments
import Files
import Foundation
import Networks
import Runs

/// `protopnet init`: a first experiment on a folder of photographs.
struct Init: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at a folder of photographs and write a commented experiment sized to it.",
    discussion: """
      FOLDER holds a directory per split with a directory per class, or the classes themselves: then \
      one photograph in five is set apart for the test. Every photograph is decoded once, so that \
      broken and repeated ones are found before a run. Nothing is moved or changed.

        protopnet init photos
        protopnet run photos.yaml
        protopnet report photos.yaml
      """
  )

  @Argument(help: "The folder of photographs.", completion: .directory)
  var folder: String

  @Option(help: "The experiment file to write; NAME.yaml here where it is not given.")
  var output: String?

  @Option(help: "The experiment's name; the folder's where it is not given.")
  var name: String?

  @Option(help: "The backbone: \(Architecture.allCases.map(\.rawValue).joined(separator: ", ")).")
  var architecture = Architecture.vgg16

  @Option(
    help: """
      The backbone's weights, as 'protopnet weights import' writes them; weights/ARCHITECTURE-imagenet.h5 \
      where it is there and none are given.
      """,
    completion: .file(extensions: ["h5"])
  )
  var weights: String?

  @Option(help: "The split to train on; then the others are those that are named, too.")
  var train: String?

  @Option(help: "The split to test on, where its name does not tell.")
  var test: String?

  @Option(help: "The split for validation, where its name does not tell.")
  var validation: String?

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "looking at the photographs" }
  var afterInterruption: String {
    "no experiment was written; the same command begins anew"
  }

  func run() throws {
    let root = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL
    let name = name ?? Self.name(of: root)
    let file = URL(fileURLWithPath: output ?? "\(name).yaml")
    guard PathKind(at: file) == .nothing else {
      throw ValidationError(
        "\(file.relativePath) is there already and stays as it is; name another file with --output"
      )
    }
    let named = train == nil ? [] : [train, test, validation].compactMap(\.self)
    let inspection = try FolderInspection(root, splits: named)
    try report(inspection)
    let starter = StarterExperiment(
      name: name,
      photographs: try photographs(inspection, at: root, for: file),
      architecture: architecture,
      weights: weightsFile.map { $0.path(from: file.deletingLastPathComponent()) },
      weightsAreCaffes: try weightsFile.map {
        // Torchvision's are divided by a spread of about 0.23.
        try WeightsFile.Header(contentsOf: $0).normalization.standardDeviation.allSatisfy {
          $0 < 0.02
        }
      } ?? false
    )
    // What cannot run is not written.
    let schema = SchemaPlace.experiment.line(forFileIn: file.deletingLastPathComponent())
    let yaml = schema + starter.yaml
    let experiment = try Experiment(yaml: yaml, file: file.path)
    _ = try Plan(experiment)
    _ = try ExperimentData(experiment).list()
    try NewFile.write(Data(yaml.utf8), to: file)
    Console.print(
      """
      \(file.relativePath): \(starter.photographs.trainCount) photographs of \
      \(starter.photographs.classCount) classes at \(starter.imageSize)×\(starter.imageSize) pixels
        protopnet check \(file.relativePath.shellWord)
        protopnet run \(file.relativePath.shellWord)
        protopnet report \(file.relativePath.shellWord)
      """
    )
    if weightsFile == nil {
      Console.note(
        "warning: without weights of ImageNet a network learns little from so few photographs; "
          + "'make weights' fetches those of VGG-16, and --weights names others"
      )
    }
  }

  /// Says what is wrong with the photographs.
  ///
  /// - Throws: `DatasetError` where a run could not read them.
  private func report(_ inspection: FolderInspection) throws {
    Console.note(inspection.text)
    let problems = inspection.problems + inspection.broken
    guard problems.isEmpty else {
      throw DatasetError(
        dataset: folder,
        problems: problems.map { "\($0); mend or remove it, as a run would end there" }
      )
    }
  }

  private func photographs(
    _ inspection: FolderInspection,
    at root: URL,
    for file: URL
  ) throws -> PhotographFolder {
    let roles = try inspection.roles(train: train, test: test, validation: validation)
    // Where the folder holds the classes, it is itself the split, in the folder around it.
    let holdsClasses = roles.train.name.isEmpty
    let base = holdsClasses ? root.deletingLastPathComponent() : root
    return PhotographFolder(
      folder: base.path(from: file.deletingLastPathComponent()),
      train: holdsClasses ? root.lastPathComponent : roles.train.name,
      test: roles.test?.name,
      validation: roles.validation?.name,
      classSizes: roles.train.classes.map(\.images.count),
      shortSide: roles.train.shortSide ?? 0
    )
  }

  private var weightsFile: URL? {
    if let weights { return URL(fileURLWithPath: weights) }
    let usual = URL(fileURLWithPath: "weights/\(architecture.rawValue)-imagenet.h5")
    return PathKind(at: usual) == .file ? usual : nil
  }

  /// What of a folder's name may be an experiment's name.
  private static func name(of folder: URL) -> String {
    let words = folder.lastPathComponent.split {
      !($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    let name = words.joined(separator: "-").drop { $0 == "." }
    return name.isEmpty ? "photographs" : String(name)
  }
}

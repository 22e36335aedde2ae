package import Datasets
package import Experiments
import Files
package import Foundation
package import Ranks

/// Finds an experiment's pictures; draws the embedded data set where it is not there yet.
package struct ExperimentData {
  package let experiment: Experiment
  package let folder: URL

  package init(_ experiment: Experiment) {
    self.experiment = experiment
    let base = experiment.file(experiment.data.folder)
    guard let birds = experiment.toyBirdsConfiguration else {
      folder = base
      return
    }
    // Configurations lie side by side, so that no experiment spoils another's pictures.
    folder = base.appending(
      path: "\(birds.pictureSize)px-\(birds.trainPerClass)+\(birds.testPerClass)-seed-\(birds.seed)"
    )
  }

  /// Whether the folder of the pictures is there.
  package var isHere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The first folder of pictures that is not there, with the key that names it; nil for pictures that are drawn.
  package var missing: (key: String, folder: URL)? {
    guard experiment.toyBirdsConfiguration == nil else { return nil }
    let data = experiment.data
    let splits = [
      ("train", data.train), ("projection", data.projection), ("test", data.testFolder),
      ("validation.folder", data.validation?.folder),
    ]
    let folders =
      [("folder", folder)]
      + splits.compactMap { key, name in name.map { (key, folder.appending(path: $0)) } }
    return folders.first { PathKind(at: $0.1) == .nothing }.map { ("data.\($0.0)", $0.1) }
  }

  /// Lists the pictures of the three splits, after drawing and augmenting them where that is declared.
  ///
  /// `results` is the folder of all runs, where augmented pictures go that have no place of their own;
  /// `note` hears of pictures that have to be made first, and `progress` of their number. Several ranks list
  /// the same pictures.
  ///
  /// - Throws: `DatasetError` for missing or unfit pictures, and what augmenting them throws; see
  ///   ``AugmentedPictures/run(threadCount:progress:waits:)``; ``Occupied`` in place of a wait.
  package func load(
    results: URL,
    ranks: any RankGroup = Solo(),
    waiting: Waiting = .waits,
    note: (String) -> Void = { _ in },
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
  ) throws -> Dataset {
    let originals = try ranks.inTurn { try loadOriginals(note: note) }
    try augment(
      originals,
      results: results,
      ranks: ranks,
      waiting: waiting,
      note: note,
      progress: progress
    )
    return try ranks.inTurn {
      try augmented(
        originals,
        results: results,
        waiting: waiting,
        note: note,
        progress: progress
      )
    }
  }

  /// Lists the pictures of the three splits as they are; the embedded data set is drawn if need be.
  ///
  /// - Throws: `DatasetError` for missing or unfit pictures, and where none can be drawn.
  package func loadOriginals(note: (String) -> Void) throws -> Dataset {
    if let birds = experiment.toyBirdsConfiguration {
      if !isHere {
        note("drawing ToyBirds into \(folder.relativePath)")
      }
      try ToyBirds.write(to: folder, configuration: birds)
    }
    let dataset = try list()
    if let doubt = dataset.doubt { note(doubt) }
    return dataset
  }

  /// Lists the pictures that are there already, without augmented ones.
  ///
  /// - Throws: `DatasetError` for missing or unfit pictures.
  package func list() throws -> Dataset {
    var dataset = try listUndivided()
    if let split = experiment.data.testSplit {
      dataset = try dataset.settingApart(.share(split.share), as: .test, seed: UInt64(split.seed))
    }
    guard let validation = experiment.data.validation, let part = validation.part else {
      return dataset
    }
    return try dataset.settingApart(part, seed: UInt64(validation.seed ?? 1))
  }

  /// Lists the pictures as their directories divide them.
  private func listUndivided() throws -> Dataset {
    if let birds = experiment.toyBirdsConfiguration {
      return try ToyBirds.load(from: folder, configuration: birds)
    }
    let data = experiment.data
    let dataset = try ImageFolder.load(
      name: folder.lastPathComponent,
      root: folder,
      train: data.train,
      projection: data.projection ?? data.train,
      test: data.testFolder ?? data.train,
      validation: data.validation?.folder
    )
    guard dataset.classCount > 1 else {
      throw DatasetError(
        dataset: dataset.name,
        problems: ["has one class only; a classifier needs a directory for each of two or more"]
      )
    }
    return dataset
  }
}

extension Experiment {
  /// A path of the experiment file, which is relative to the file's folder; to the current one where the
  /// experiment came through a pipe.
  package func file(_ path: String) -> URL {
    let isPipe = file.hasPrefix("/dev/") || file.hasPrefix("/proc/")
    return URL(
      fileURLWithPath: path,
      relativeTo: isPipe
        ? URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        : URL(fileURLWithPath: file).deletingLastPathComponent()
    )
    .standardizedFileURL
  }

  /// How the embedded data set is drawn; nil for other data.
  package var toyBirdsConfiguration: Datasets.ToyBirds.Configuration? {
    guard let birds = data.toyBirds else { return nil }
    return Datasets.ToyBirds.Configuration(
      seed: UInt64(birds.seed),
      trainPerClass: birds.trainPerClass,
      testPerClass: birds.testPerClass,
      pictureSize: birds.pictureSize
    )
  }
}

extension Experiment.Validation {
  /// What is drawn from the training pictures; nil where the split has a folder of its own.
  fileprivate var part: SplitPart? {
    if let fold, let folds { return .fold(fold, of: folds) }
    return share.map { .share($0) }
  }
}

package import Datasets
import Digests
package import Experiments
import Files
package import Foundation
import Ranks
import Tensors

extension ExperimentData {
  /// The offline augmentation that an experiment declares, of pictures that are there; nil for none.
  ///
  /// Where the experiment names no place, the copies lie below `results`, and not among other people's pictures.
  ///
  /// - Throws: `DatasetError` where two copies would have one name, and for pictures that are gone.
  package func offlineAugmentation(
    of dataset: Dataset,
    results: URL
  ) throws -> AugmentedPictures? {
    guard let declared = experiment.data.augmentation, declared.mode == .offline else { return nil }
    let settings = AugmentationSettings(declared)
    let train = experiment.data.train
    if let file = declared.file {
      return try AugmentedPictures(settings, of: dataset, in: train, file: experiment.file(file))
    }
    let folder =
      try declared.folder.map { experiment.file($0) }
      ?? Self.place(of: "\(train)-augmented-\(settings.name)", dataset, results: results)
    return try AugmentedPictures(settings, of: dataset, in: train, folder: folder)
  }

  /// The number of training pictures with their offline copies.
  package func trainingCount(of dataset: Dataset) -> Int {
    guard let declared = experiment.data.augmentation, declared.mode == .offline else {
      return dataset.train.count
    }
    return dataset.train.count * AugmentationSettings(declared).slots.count
  }

  /// Below the folder of all runs, told apart by the training pictures' names and lengths; beside the pictures
  /// where an earlier version of this program made them there.
  private static func place(of name: String, _ dataset: Dataset, results: URL) throws -> URL {
    let earlier = dataset.root.appending(path: name, directoryHint: .isDirectory)
    guard !OfflineAugmentation.isBegun(in: earlier) else { return earlier }
    let listing = try dataset.train.images.map { image in
      do {
        return "\(try FileFingerprint(of: image.contents.file).byteCount) \(image.path)\n"
      } catch {
        throw DatasetError(dataset: dataset.name, problems: ["\(error)"])
      }
    }
    let pictures = SHA256Digest(listing.joined()).prefix(8)
    return RunDirectory.augmentedPictures(in: results)
      .appending(path: "\(dataset.root.lastPathComponent)-\(pictures)")
      .appending(path: name, directoryHint: .isDirectory)
  }

  /// What every pass of training does to the training pictures; nil for nothing.
  var onTheFlyAugmentation: OnTheFlyAugmentation? {
    guard let declared = experiment.data.augmentation, declared.mode == .onTheFly else {
      return nil
    }
    return OnTheFlyAugmentation(AugmentationSettings(declared))
  }

  /// Makes the augmented pictures that are missing, and returns the data set that trains on them.
  ///
  /// The projection and the test keep the pictures as they are.
  ///
  /// - Throws: `DatasetError`, and as ``AugmentedPictures/run(threadCount:progress:waits:)``;
  ///   ``Occupied`` in place of a wait.
  func augmented(
    _ dataset: Dataset,
    results: URL,
    waiting: Waiting,
    note: (String) -> Void,
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void
  ) throws -> Dataset {
    guard let augmentation = try offlineAugmentation(of: dataset, results: results) else {
      return dataset
    }
    let place = augmentation.place.relativePath
    let outcome = try augmentation.run(threadCount: Self.threadCount) { done, total in
      if done == 1 { note("augmenting \(total) pictures into \(place)") }
      progress("augmentation", done, total)
    } waits: {
      try waiting.meet("\($0) augments these pictures into \(place)", note: note)
    }
    note("\(augmentation.count) augmented pictures, \(outcome.madeCount) of them new: \(place)")
    var result = Dataset(
      name: dataset.name,
      root: dataset.root,
      classNames: dataset.classNames,
      train: ImageSet(
        name: dataset.train.name,
        images: try augmentation.images(),
        isMadeHere: true
      ),
      projection: dataset.projection,
      test: dataset.test,
      validation: dataset.validation
    )
    result.notes = dataset.notes
    return result
  }

  /// Makes the augmented pictures that are missing on several ranks together.
  ///
  /// - Throws: As ``augmented(_:results:waiting:note:progress:)``.
  func augment(
    _ dataset: Dataset,
    results: URL,
    ranks: any RankGroup,
    waiting: Waiting,
    note: (String) -> Void,
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void
  ) throws {
    if ranks.isAlone { return }
    let augmentation = try ranks.agreeing {
      try offlineAugmentation(of: dataset, results: results)
    }
    _ = try augmentation?.run(threadCount: Self.threadCount, ranks: ranks) { done, total in
      progress("augmentation", done, total)
    } waits: {
      try waiting.meet("\($0) augments these pictures", note: note)
    }
  }

  /// Threads for work on pictures.
  package static var threadCount: Int { ProcessorShare.count }
}

extension AugmentationSettings {
  /// The settings that an experiment declares.
  package init(_ declared: Experiment.Augmentation) {
    self.init(
      preset: declared.preset,
      seed: UInt64(declared.seed),
      copies: [
        .rotation: declared.rotation,
        .skew: declared.skew,
        .shear: declared.shear,
        .distortion: declared.distortion,
      ],
      includesOriginals: declared.originals
    )
  }
}

package import Datasets
package import Experiments
import Foundation

extension ExperimentData {
  /// The offline augmentation that an experiment declares, of pictures that are there; nil for none.
  ///
  /// - Throws: `DatasetError` where two copies would have one name.
  package func offlineAugmentation(of dataset: Dataset) throws -> AugmentedPictures? {
    guard let declared = experiment.data.augmentation, declared.mode == .offline else { return nil }
    let settings = AugmentationSettings(declared)
    let train = experiment.data.train
    if let file = declared.file {
      return try AugmentedPictures(settings, of: dataset, in: train, file: experiment.file(file))
    }
    let folder =
      declared.folder.map { experiment.file($0) }
      ?? dataset.root.appending(
        path: "\(train)-augmented-\(settings.name)",
        directoryHint: .checkFileSystem
      )
    return try AugmentedPictures(settings, of: dataset, in: train, folder: folder)
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
  /// - Throws: `DatasetError`, and as ``AugmentedPictures/run(threadCount:progress:waits:)``.
  func augmented(
    _ dataset: Dataset,
    note: (String) -> Void,
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void
  ) throws -> Dataset {
    guard let augmentation = try offlineAugmentation(of: dataset) else { return dataset }
    let place = augmentation.place.relativePath
    let outcome = try augmentation.run(threadCount: Self.threadCount) { done, total in
      if done == 1 { note("augmenting \(total) pictures into \(place)") }
      progress("augmentation", done, total)
    } waits: {
      note("another process augments these pictures into \(place); waiting for it to end")
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

  /// Threads for work on pictures.
  package static var threadCount: Int {
    max(ProcessInfo.processInfo.activeProcessorCount, 1)
  }
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

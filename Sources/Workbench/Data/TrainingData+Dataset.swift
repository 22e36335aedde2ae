internal import Checkpoints
internal import Datasets
internal import Foundation
internal import Images
internal import ProtoPNet

extension TrainingData {
  /// The splits of a data set; decoded pictures stay in memory as far as it reaches.
  init(_ dataset: Dataset, transform: InputTransform) {
    // Half of the memory is the network's.
    let cacheBytes = Int(clamping: ProcessInfo.processInfo.physicalMemory / 8)
    func loader(_ set: ImageSet) -> ImageLoader {
      ImageLoader(
        images: set.images,
        transform: transform,
        threadCount: max(ProcessInfo.processInfo.activeProcessorCount, 1),
        cacheBytes: cacheBytes
      )
    }
    let train = loader(dataset.train)
    let isShared = dataset.projection.images == dataset.train.images
    self.init(
      classNames: dataset.classNames,
      train: train,
      projection: isShared ? train : loader(dataset.projection),
      test: loader(dataset.test),
      validation: dataset.validation.map(loader)
    )
  }
}

extension InputNormalization {
  func transform(imageSize: Int) -> InputTransform {
    InputTransform(imageSize: imageSize, mean: mean, standardDeviation: standardDeviation)
  }
}

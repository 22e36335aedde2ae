package import Checkpoints
package import Datasets
package import Experiments
import Foundation
package import Images
package import ProtoPNet
import Tensors

extension TrainingData {
  /// The splits of a data set; decoded pictures stay in memory as far as it reaches.
  ///
  /// `augmentation` is what every pass of training does to the pictures of the training split.
  package init(
    _ dataset: Dataset,
    transform: InputTransform,
    augmentation: OnTheFlyAugmentation? = nil
  ) {
    // Half of the memory is the network's.
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let cacheBytes = min(memory, AvailableMemory.now?.byteCount ?? memory) / 8
    func loader(_ set: ImageSet, _ augmentation: OnTheFlyAugmentation? = nil) -> ImageLoader {
      ImageLoader(
        images: set.images,
        transform: transform,
        threadCount: max(ProcessInfo.processInfo.activeProcessorCount, 1),
        cacheBytes: cacheBytes,
        augmentation: augmentation
      )
    }
    let train = loader(dataset.train, augmentation)
    let isShared = dataset.projection.images == dataset.train.images && augmentation == nil
    self.init(
      classNames: dataset.classNames,
      train: train,
      projection: isShared ? train : loader(dataset.projection),
      test: loader(dataset.test),
      validation: dataset.validation.map { loader($0) }
    )
  }
}

extension InputNormalization {
  /// How pictures of an experiment become inputs of this normalisation.
  package func transform(_ data: Experiment.Data, imageSize: Int) -> InputTransform {
    InputTransform(
      imageSize: imageSize,
      mean: mean,
      standardDeviation: standardDeviation,
      resizeOrder: data.resize == .pillow13 ? .pillow13 : .pillow12,
      gray16: data.gray16 == .pillow ? .clipped : .scaled
    )
  }
}

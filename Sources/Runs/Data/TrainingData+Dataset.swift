package import Checkpoints
package import Datasets
package import Experiments
package import Images
package import ProtoPNet
import Tensors

extension TrainingData {
  /// The splits of a data set; decoded pictures stay in memory as far as it reaches.
  ///
  /// `augmentation` is what every pass of training does to the pictures of the training split.
  ///
  /// - Throws: ``RunError`` where `PROTOPNET_CACHE_MEMORY` is no amount of memory.
  package init(
    _ dataset: Dataset,
    transform: InputTransform,
    augmentation: OnTheFlyAugmentation? = nil
  ) throws(RunError) {
    let isShared = dataset.projection.images == dataset.train.images && augmentation == nil
    let setCount = 2 + (isShared ? 0 : 1) + (dataset.validation == nil ? 0 : 1)
    let cacheBytes = try CacheMemory.byteCount(setCount: setCount)
    func loader(_ set: ImageSet, _ augmentation: OnTheFlyAugmentation? = nil) -> ImageLoader {
      ImageLoader(
        images: set.images,
        transform: transform,
        threadCount: ProcessorShare.count,
        cacheBytes: cacheBytes,
        augmentation: augmentation
      )
    }
    let train = loader(dataset.train, augmentation)
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

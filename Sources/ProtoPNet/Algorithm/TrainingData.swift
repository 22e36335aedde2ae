package import Datasets

/// The parts of a data set, ready to be read in batches.
package struct TrainingData {
  package let classNames: [String]
  package let train: ImageLoader
  /// The class of every training image.
  package let trainLabels: [Int]
  package let projection: ImageLoader
  package let test: ImageLoader
  package let validation: ImageLoader?

  package init(
    classNames: [String],
    train: ImageLoader,
    projection: ImageLoader,
    test: ImageLoader,
    validation: ImageLoader? = nil
  ) {
    self.classNames = classNames
    self.train = train
    trainLabels = train.images.map(\.classIndex)
    self.projection = projection
    self.test = test
    self.validation = validation
  }
}

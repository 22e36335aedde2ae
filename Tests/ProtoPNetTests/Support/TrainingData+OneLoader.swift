import Datasets
import ProtoPNet

extension TrainingData {
  /// Trains, projects and tests on the same pictures.
  init(everySplit loader: ImageLoader, classCount: Int) {
    self.init(
      classNames: (0..<classCount).map { "class \($0)" },
      train: loader,
      projection: loader,
      test: loader
    )
  }
}

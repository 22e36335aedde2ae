package import Foundation

/// Pictures of a closed set of classes in the three parts that training and projection need.
package struct Dataset: Sendable, Hashable {
  package let name: String
  /// The directory that the images' paths start from.
  package let root: URL
  /// The names of the classes, in the order of their indices.
  package let classNames: [String]
  /// The pictures that the network is trained on, offline copies included.
  package let train: ImageSet
  /// The unaugmented training pictures that prototypes are projected onto.
  package let projection: ImageSet
  /// The pictures that accuracies are measured on.
  package let test: ImageSet
  /// Pictures to choose between stages by, where there are any.
  package let validation: ImageSet?
  /// Pictures in the folders that are left out, for whoever asks for the data set.
  package var notes: [String] = []
  /// What is wrong with pictures that are read all the same; known of a sealed data set.
  package var remarks: [String] = []

  package init(
    name: String,
    root: URL,
    classNames: [String],
    train: ImageSet,
    projection: ImageSet,
    test: ImageSet,
    validation: ImageSet? = nil
  ) {
    (self.name, self.root, self.classNames, self.train) = (name, root, classNames, train)
    (self.projection, self.test, self.validation) = (projection, test, validation)
  }

  /// The splits in the order of a run's record.
  package var splits: [ImageSet] { [train, projection, test] + (validation.map { [$0] } ?? []) }

  /// The number of classes, K.
  package var classCount: Int { classNames.count }
}

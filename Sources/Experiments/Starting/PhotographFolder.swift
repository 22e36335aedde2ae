/// What is known of a folder of photographs, as far as it decides how a first experiment looks.
package struct PhotographFolder: Sendable {
  /// The data set's folder, relative to the experiment file, and the directories of its splits in it.
  package var folder: String
  package var train: String
  /// Nil where a part of the training photographs has to be the test split.
  package var test: String?
  package var validation: String?
  package var classCount: Int
  /// Training photographs of the class with the fewest, of the one with the most, and of all.
  package var smallestClass, largestClass, trainCount: Int
  /// The median of the photographs' shorter sides, in pixels.
  package var shortSide: Int

  package init(
    folder: String,
    train: String,
    test: String?,
    validation: String?,
    classSizes: [Int],
    shortSide: Int
  ) {
    (self.folder, self.train, self.test, self.validation) = (folder, train, test, validation)
    classCount = classSizes.count
    (smallestClass, largestClass) = (classSizes.min() ?? 0, classSizes.max() ?? 0)
    trainCount = classSizes.reduce(0, +)
    self.shortSide = shortSide
  }
}

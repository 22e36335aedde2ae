package import Foundation

/// The embedded data set: drawn birds of ten species that differ in the variants of their parts.
///
/// Birds stand on branches before cluttered backgrounds, in varying poses, sizes and colours. Each
/// picture comes with a mask, a label map of parts, the bird's box and the places of its parts, so
/// that what a prototype looks at can be compared with what is there.
///
/// A folder holds `train/<class>/<number>.png` and `test/<class>/<number>.png`, the masks and label
/// maps of the same paths under `masks/` and `parts/`, and `index.json` with all the rest.
package enum ToyBirds {
  /// The name of the data set.
  package static let name = "toy-birds"

  /// The species in the order of their class indices, which is the order of their names.
  package static let classes = BirdClass.all

  /// Everything that decides which pictures there are.
  package struct Configuration: Hashable, Sendable {
    package var seed: UInt64
    package var trainPerClass: Int
    package var testPerClass: Int
    /// The edge of a picture, in pixels.
    package var pictureSize: Int

    package init(
      seed: UInt64 = 1,
      trainPerClass: Int = 100,
      testPerClass: Int = 25,
      pictureSize: Int = 96
    ) {
      (self.seed, self.trainPerClass) = (seed, trainPerClass)
      (self.testPerClass, self.pictureSize) = (testPerClass, pictureSize)
    }
  }

  /// A part of the data set; pictures of different splits come from different random streams.
  package enum Split: String, CaseIterable, Sendable, Codable { case train, test }

  /// Draws the data set into a folder, which is made if it is not there.
  ///
  /// Nothing happens where the set is complete; pictures that an interrupted call left undrawn are
  /// drawn. No file that exists is changed or removed.
  ///
  /// - Throws: ``DatasetError`` before anything is written if the folder holds a set of another
  ///   configuration or files that are not of this set, or where it cannot be written.
  package static func write(to directory: URL, configuration: Configuration) throws {
    try ToyBirdsFolder(directory, configuration).complete()
  }

  /// Lists a drawn data set without opening its pictures; prototypes are projected onto `train`.
  ///
  /// - Throws: ``DatasetError`` where the set is missing, incomplete or of another configuration.
  package static func load(
    from directory: URL,
    configuration: Configuration
  ) throws(DatasetError) -> Dataset {
    try ToyBirdsFolder(directory, configuration).load()
  }
}

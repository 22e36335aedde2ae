import Files
package import Foundation

extension ToyBirds {
  /// The contents of `index.json`: the configuration, the species and what every picture shows.
  package struct Index: Hashable, Sendable, Codable {
    /// Changes whenever an equal configuration would give other pictures.
    static let currentVersion = 1

    let version: Int
    package let seed: UInt64
    package let trainPerClass: Int
    package let testPerClass: Int
    /// The edge of the pictures, in pixels.
    package let pictureSize: Int
    package let classes: [BirdClass]
    /// The names of the parts, in the order of their labels from 1 on.
    package let parts: [String]
    /// The pictures in order of split, class and number.
    package let images: [Entry]

    /// What one picture shows.
    package struct Entry: Hashable, Sendable, Codable {
      /// The path under the folder, and under `masks/` and `parts/` in it.
      package let path: String
      package let classIndex: Int
      package let box: BirdBox
      /// The places of the parts, in the order of their labels.
      package let locations: [PartLocation]
    }

    init(_ configuration: Configuration, images: [Entry]) {
      version = Self.currentVersion
      seed = configuration.seed
      trainPerClass = configuration.trainPerClass
      testPerClass = configuration.testPerClass
      pictureSize = configuration.pictureSize
      classes = ToyBirds.classes
      parts = BirdPart.allCases.map(\.name)
      self.images = images
    }

    /// Reads the index of a folder, whatever its configuration; nil where there is none.
    package init?(of directory: URL) throws(DatasetError) {
      let file = directory.appending(path: ToyBirdsFolder.indexName)
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      let data: Data
      do {
        data = try Data(contentsOf: file)
      } catch {
        throw DatasetError(dataset: ToyBirds.name, FileError(file, error))
      }
      do {
        self = try JSONDecoder().decode(Self.self, from: data)
        guard isPossible else { throw CocoaError(.fileReadCorruptFile) }
      } catch {
        throw DatasetError(
          dataset: ToyBirds.name,
          problems: [
            "\(file.path) is no index of toy birds; choose another folder or remove it"
          ]
        )
      }
    }

    /// Whether pictures have an extent, and parts places in them.
    private var isPossible: Bool {
      (1...ImageExtent.largest).contains(pictureSize)
        && images.allSatisfy { image in
          image.locations.count == parts.count
            && image.locations.allSatisfy {
              (0..<pictureSize).contains($0.x) && (0..<pictureSize).contains($0.y)
            }
        }
    }

    /// Whether this program would draw the same pictures.
    var isOfCurrentVersion: Bool {
      version == Self.currentVersion && classes == ToyBirds.classes
        && parts == BirdPart.allCases.map(\.name)
    }

    /// The settings that the pictures were drawn with.
    package var configuration: Configuration {
      Configuration(
        seed: seed,
        trainPerClass: trainPerClass,
        testPerClass: testPerClass,
        pictureSize: pictureSize
      )
    }
  }
}

extension ToyBirds.Configuration {
  /// The settings in words, for messages.
  var text: String {
    "seed \(seed), \(trainPerClass)+\(testPerClass) pictures per class of \(pictureSize) pixels"
  }
}

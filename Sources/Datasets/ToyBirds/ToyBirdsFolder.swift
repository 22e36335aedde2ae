import Foundation

/// The folder of a drawn data set, and what has to be in it.
struct ToyBirdsFolder {
  static let indexName = "index.json"

  let directory: URL
  let configuration: ToyBirds.Configuration
  let slots: [ToyBirdsSlot]

  init(_ directory: URL, _ configuration: ToyBirds.Configuration) {
    self.directory = directory
    self.configuration = configuration
    slots = ToyBirdsSlot.all(configuration)
  }

  func file(_ path: String) -> URL { directory.appending(path: path) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: file(path).path) }

  func error(_ problem: String) -> DatasetError {
    DatasetError(dataset: ToyBirds.name, problems: [problem])
  }

  /// The folder's index; nil if there is none.
  ///
  /// Throws if it is not one of this configuration.
  func index() throws(DatasetError) -> ToyBirds.Index? {
    guard let index = try ToyBirds.Index(of: directory) else { return nil }
    guard index.configuration == configuration else {
      throw error(
        "\(directory.path) holds a set of \(index.configuration.text), not of "
          + "\(configuration.text); choose another folder or remove this one"
      )
    }
    guard index == ToyBirds.Index(configuration, images: index.images),
      index.images.map(\.path) == slots.map(\.path)
    else {
      throw error(
        "\(directory.path) holds a set drawn by another version; "
          + "choose another folder or remove this one"
      )
    }
    return index
  }

  /// The index of a set that has to be complete.
  func completeIndex() throws(DatasetError) -> ToyBirds.Index {
    let advice = "draw it with 'protopnet data synthesize'"
    guard DirectoryListing.isDirectory(directory) else {
      throw error("the directory \(directory.path) does not exist; \(advice)")
    }
    guard let index = try index() else {
      throw error("\(directory.path) has no \(Self.indexName), so the set is incomplete; \(advice)")
    }
    let missing = slots.flatMap(\.paths).filter { !exists($0) }
    if let first = missing.first {
      throw error(
        "\(missing.count) pictures are missing from \(directory.path), such as \(first); \(advice)"
      )
    }
    return index
  }

  func load() throws(DatasetError) -> Dataset {
    _ = try completeIndex()
    func images(_ name: String, of split: ToyBirds.Split) -> ImageSet {
      ImageSet(
        name: name,
        images: slots.filter { $0.split == split }.map { slot in
          LabelledImage(
            path: slot.path,
            file: file(slot.path),
            classIndex: slot.classIndex,
            mask: file("masks/\(slot.path)")
          )
        },
        isMadeHere: true
      )
    }
    return Dataset(
      name: ToyBirds.name,
      root: directory,
      classNames: ToyBirds.classes.map(\.name),
      train: images("train", of: .train),
      projection: images("projection", of: .train),
      test: images("test", of: .test)
    )
  }
}

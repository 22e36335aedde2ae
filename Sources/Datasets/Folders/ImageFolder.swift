package import Foundation

/// Data sets laid out as one directory per part, one sub-directory per class and pictures inside.
package enum ImageFolder {
  /// Lists the pictures of a data set without opening them.
  ///
  /// The classes are the sub-directories of `train`, sorted; files are sorted inside, those of
  /// deeper directories after them; hidden files and those with other extensions than torchvision's
  /// are left out, and noted where they are pictures.
  /// `projection` may name the same directory as `train`. Throws all problems at once: missing
  /// directories, empty classes, pictures of formats that are not read, and classes of `projection`, `test` or `validation` that differ from
  /// those of `train`. Source: torchvision's `ImageFolder`.
  package static func load(
    name: String,
    root: URL,
    train: String,
    projection: String,
    test: String,
    validation: String? = nil
  ) throws(DatasetError) -> Dataset {
    guard DirectoryListing.isDirectory(root) else {
      let problem =
        "the directory \(root.path) does not exist; check the path or prepare the data"
      throw DatasetError(dataset: name, problems: [problem])
    }
    var problems: [String] = []
    let trainPart = FolderPart(root: root, directory: train, problems: &problems)
    var parts = [train: trainPart]
    for directory in [projection, test] + (validation.map { [$0] } ?? [])
    where parts[directory] == nil {
      let part = FolderPart(root: root, directory: directory, problems: &problems)
      part.compareClasses(with: trainPart, problems: &problems)
      parts[directory] = part
    }
    var notes: [String] = []
    for directory in parts.keys.sorted() {
      let others = OtherFormats(root: root, directory: directory)
      problems += others.problems
      notes += others.notes
    }
    guard problems.isEmpty else { throw DatasetError(dataset: name, problems: problems) }
    func images(_ role: String, of directory: String) -> ImageSet {
      ImageSet(name: role, images: parts[directory, default: trainPart].images)
    }
    var dataset = Dataset(
      name: name,
      root: root,
      classNames: trainPart.classNames,
      train: images("train", of: train),
      projection: images("projection", of: projection),
      test: images("test", of: test),
      validation: validation.map { images("validation", of: $0) }
    )
    dataset.notes = notes
    return dataset
  }
}

import Files
package import Foundation

/// Data sets laid out as one directory per part, one sub-directory per class and pictures inside.
package enum ImageFolder {
  /// Lists the pictures of a data set without opening them.
  ///
  /// The classes are the sub-directories of `train`, sorted, and number the labels of every part; files are
  /// sorted inside, those of deeper directories after them; hidden files and those with other extensions than
  /// torchvision's are left out, and noted where they are pictures. `projection` may name the same directory as
  /// `train`. Throws all problems at once: missing directories, empty classes, names and links that cannot be
  /// followed, pictures of formats that are not read, and classes of `projection`, `test` or `validation` that
  /// differ from those of `train` by a byte. Source: torchvision's `ImageFolder`.
  package static func load(
    name: String,
    root: URL,
    train: String,
    projection: String,
    test: String,
    validation: String? = nil
  ) throws(DatasetError) -> Dataset {
    do {
      _ = try Folder.entries(of: root)
    } catch  where !DirectoryListing.isDirectory(root) {
      let problem = "\(error.description(ofFolder: root)); check the path or prepare the data"
      throw DatasetError(dataset: name, problems: [problem])
    } catch {
      // What is in a folder can be read where the folder cannot be listed.
    }
    if !DirectoryListing.isDirectory(root.appending(path: train)),
      let problem = SplitNames.nestedHint(train, below: root)
    {
      throw DatasetError(dataset: name, problems: [problem])
    }
    var problems: [String] = []
    func part(_ key: String, _ directory: String) -> FolderPart? {
      if let hint = SplitNames.hint(key: key, directory: directory, in: root) {
        problems.append(hint)
        return nil
      }
      let part = FolderPart(root: root, directory: directory, problems: &problems)
      guard let inner = part.onlyFolder else { return part }
      problems.append(
        "\(root.path)/\(directory) holds one folder, and the classes are in that; write "
          + "'\(key): \(directory)/\(inner)'"
      )
      return nil
    }
    let trainPart = part("train", train)
    var parts = [ByteName(train): trainPart?.images ?? []]
    let others =
      [("projection", projection), ("test", test)]
      + (validation.map { [("validation: folder", $0)] } ?? [])
    for (key, directory) in others where parts[ByteName(directory)] == nil {
      guard let part = part(key, directory), let trainPart else { continue }
      parts[ByteName(directory)] = part.images(numberedAs: trainPart, problems: &problems)
    }
    guard problems.isEmpty, let trainPart else {
      throw DatasetError(dataset: name, problems: problems)
    }
    let notes = try otherFormats(of: parts.keys.sorted().map(\.text), in: root, name: name)
    func images(_ role: String, of directory: String) -> ImageSet {
      ImageSet(name: role, images: parts[ByteName(directory), default: []])
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

  /// Lists the pictures of one folder of classes, labelled by the position of their class among `classNames`,
  /// those of a checkpoint.
  ///
  /// - Throws: All problems at once, as ``load(name:root:train:projection:test:validation:)``.
  package static func load(
    _ folder: URL,
    classNames: [String]
  ) throws(DatasetError) -> Dataset {
    let name = folder.relativePath
    let split = folder.lastPathComponent
    var problems: [String] = []
    let part = FolderPart(folder, split, prefix: "\(split)/", problems: &problems)
    guard problems.isEmpty else { throw DatasetError(dataset: name, problems: problems) }
    let difference = ClassComparison(part.classNames, expecting: classNames)
    guard difference.isEmpty else {
      throw DatasetError(
        dataset: name,
        problems: Self.problems(difference, classNames, in: folder)
      )
    }
    let images = ImageSet(name: split, images: part.images(numberedAs: classNames))
    let root = folder.deletingLastPathComponent()
    var dataset = Dataset(
      name: name,
      root: root,
      classNames: classNames,
      train: images,
      projection: images,
      test: images
    )
    dataset.notes = try otherFormats(of: [split], in: root, name: name)
    return dataset
  }

  /// What is to say of pictures in directories that are not read.
  ///
  /// - Throws: Pictures of formats that torchvision reads and this program does not.
  private static func otherFormats(
    of directories: [String],
    in root: URL,
    name: String
  ) throws(DatasetError) -> [String] {
    let found = directories.map { OtherFormats(root: root, directory: $0) }
    let problems = found.flatMap(\.problems)
    guard problems.isEmpty else { throw DatasetError(dataset: name, problems: problems) }
    return found.flatMap(\.notes)
  }

  private static func problems(
    _ difference: ClassComparison,
    _ classNames: [String],
    in folder: URL
  ) -> [String] {
    if difference.missing.count == classNames.count, let first = classNames.first {
      let nested = SplitNames.folders(holding: first, below: folder).map(\.path)
      if !nested.isEmpty {
        let places = nested.prefix(3).joined(separator: ", ")
        return [
          "\(folder.path) has no folder of any of the checkpoint's classes; they are in \(places)"
            + (nested.count > 1 ? "; name one of those" : "; name that")
        ]
      }
    }
    return difference.respelled.map { expected, found in
      "class '\(expected.spelling)' of the checkpoint is spelt '\(found.spelling)' here; "
        + "rename the folder"
    } + difference.missing.map { "class '\($0)' of the checkpoint has no directory here" }
      + difference.unknown.map { "class '\($0)' is none of the checkpoint's; leave it out" }
  }
}

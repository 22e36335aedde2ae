import Files
import Foundation
import Images

/// The directory of one part of a data set, with the classes and pictures found in it.
struct FolderPart {
  let directory: String
  /// The names of the sub-directories in order; empty where the directory cannot be listed.
  private(set) var classNames: [String] = []
  /// The pictures in order of class and file, labelled by the position among `classNames`.
  private(set) var images: [LabelledImage] = []
  private let isReadable: Bool

  /// Lists a part and adds what is wrong with it to `problems`.
  init(root: URL, directory: String, problems: inout [String]) {
    self.directory = directory
    let folder = root.appending(path: directory, directoryHint: .isDirectory)
    guard DirectoryListing.isDirectory(folder) else {
      isReadable = false
      problems.append(
        "the directory \(folder.path) does not exist; it must hold one folder of pictures per class"
      )
      return
    }
    do {
      classNames = try DirectoryListing(of: folder).directories
      isReadable = true
    } catch {
      isReadable = false
      problems.append("\(folder.path) cannot be listed (\(error.reason))")
      return
    }
    if classNames.isEmpty {
      problems.append("\(folder.path) has no class folders; put the pictures into one per class")
    }
    for (index, name) in classNames.enumerated() {
      addClass(name, index: index, in: folder, problems: &problems)
    }
  }

  private mutating func addClass(
    _ name: String,
    index: Int,
    in folder: URL,
    problems: inout [String]
  ) {
    let classFolder = folder.appending(path: name, directoryHint: .isDirectory)
    do {
      let files = try DirectoryListing.pictures(under: classFolder)
      if files.isEmpty {
        problems.append(
          "\(classFolder.path) has no picture (\(PictureFormat.extensions.joined(separator: ", "))); "
            + "add pictures or remove the folder"
        )
      }
      images += files.map { file in
        LabelledImage(
          path: "\(directory)/\(name)/\(file)",
          file: classFolder.appending(path: file),
          classIndex: index
        )
      }
    } catch {
      problems.append("\(classFolder.path) cannot be listed (\(error.reason))")
    }
  }

  /// Adds the classes that one of this part and the training part lacks to `problems`.
  func compareClasses(with train: FolderPart, problems: inout [String]) {
    guard isReadable, train.isReadable else { return }
    let (own, expected) = (Set(classNames), Set(train.classNames))
    for name in train.classNames where !own.contains(name) {
      problems.append(
        "class '\(name)' is missing from \(directory); add pictures of it or remove it from "
          + train.directory
      )
    }
    for name in classNames where !expected.contains(name) {
      problems.append(
        "class '\(name)' of \(directory) is unknown in \(train.directory); add it there or remove it"
      )
    }
  }
}

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

  /// Lists `root/directory` and adds what is wrong with it to `problems`.
  init(root: URL, directory: String, problems: inout [String]) {
    let folder = root.appending(path: directory, directoryHint: .isDirectory)
    self.init(folder, directory, prefix: "\(directory)/", problems: &problems)
  }

  /// Lists a folder whose pictures' paths begin with `prefix`.
  init(_ folder: URL, _ directory: String, prefix: String, problems: inout [String]) {
    self.directory = directory
    do {
      let listing = try DirectoryListing(of: folder)
      isReadable = listing.problems.isEmpty
      classNames = listing.directories
      problems += listing.problems
    } catch {
      isReadable = false
      problems.append(
        "\(error.description(ofFolder: folder)); it must hold one folder of pictures per class"
      )
      return
    }
    if classNames.isEmpty, isReadable {
      problems.append("\(folder.path) has no class folders; put the pictures into one per class")
    }
    problems += ClassComparison.spellings(in: classNames).map {
      "\(folder.path) has one class in two spellings, \($0); rename one of the folders"
    }
    let folders = classNames.map { name in
      let classFolder = folder.appending(path: name, directoryHint: .isDirectory)
      return (name, Self.pictures(of: classFolder, problems: &problems))
    }
    let companions = folders.compactMap { name, files in
      companion(files, of: name).map { (name, $0) }
    }
    problems += companions.map { name, other in
      "\(folder.path)/\(name) has a folder '\(other)' as the classes beside it have, so it is no class; "
        + "move it elsewhere"
    }
    let classes = folders.filter { folder in
      !companions.contains { ByteName($0.0) == ByteName(folder.0) }
    }
    classNames = classes.map(\.0)
    for (index, (name, files)) in classes.enumerated() {
      let classFolder = folder.appending(path: name, directoryHint: .isDirectory)
      images += files.map { file in
        LabelledImage(
          path: "\(prefix)\(name)/\(file)",
          file: classFolder.appending(path: file),
          classIndex: index
        )
      }
    }
  }

  /// The pictures of a class's folder, by their paths in it.
  private static func pictures(of folder: URL, problems: inout [String]) -> [String] {
    let earlierCount = problems.count
    let files = DirectoryListing.pictures(under: folder, problems: &problems)
    if files.isEmpty, problems.count == earlierCount {
      problems.append(
        "\(folder.path) has no picture (\(PictureFormat.extensions.joined(separator: ", "))); "
          + "add pictures or remove the folder"
      )
    }
    return files
  }

  /// The class that a folder of a class's files has a folder of, as masks beside pictures do.
  private func companion(_ files: [String], of name: String) -> String? {
    let inside = Set(
      files.compactMap { file in
        file.utf8.firstIndex(of: UInt8(ascii: "/")).map { ByteName(String(file[..<$0])) }
      }
    )
    .subtracting([ByteName(name)])
    return inside.isEmpty ? nil : classNames.first { inside.contains(ByteName($0)) }
  }

  /// The only folder, where all pictures lie deeper, as if the classes were in it; nil where they are here.
  var onlyFolder: String? {
    guard classNames.count == 1, !images.isEmpty else { return nil }
    let depth = "\(directory)/\(classNames[0])/".utf8.count
    return images.allSatisfy { $0.path.utf8.dropFirst(depth).contains(UInt8(ascii: "/")) }
      ? classNames[0] : nil
  }

  /// The pictures labelled by the classes of the training part, whose differences go to `problems`.
  func images(numberedAs train: FolderPart, problems: inout [String]) -> [LabelledImage] {
    guard isReadable, train.isReadable else { return images }
    let difference = ClassComparison(classNames, expecting: train.classNames)
    problems += difference.respelled.map { expected, found in
      "class '\(expected.spelling)' of \(train.directory) is spelt '\(found.spelling)' in \(directory); "
        + "rename one of the two folders"
    }
    problems += difference.missing.map {
      "class '\($0)' is missing from \(directory); add pictures of it or remove it from "
        + train.directory
    }
    problems += difference.unknown.map {
      "class '\($0)' of \(directory) is unknown in \(train.directory); add it there or remove it"
    }
    return images(numberedAs: train.classNames)
  }

  /// The pictures of known classes, labelled by their class's position among `names`, in that order.
  func images(numberedAs names: [String]) -> [LabelledImage] {
    var positions: [ByteName: Int] = [:]
    for (position, name) in names.enumerated() { positions[ByteName(name)] = position }
    let labelled = images.compactMap { image in
      positions[ByteName(classNames[image.classIndex])].map { position in
        LabelledImage(path: image.path, contents: image.contents, classIndex: position)
      }
    }
    // Those of a class stay in their order.
    return Dictionary(grouping: labelled, by: \.classIndex).sorted { $0.key < $1.key }
      .flatMap(\.value)
  }
}

extension FileError {
  /// What is wrong with a folder that cannot be listed.
  func description(ofFolder folder: URL) -> String {
    switch code {
    case ENOENT:
      "the directory \(folder.path) does not exist"
        + (SplitNames.near(folder).map { ", but beside it '\($0.spelling)'" } ?? "")
    case ENOTDIR: "\(folder.path) is no directory"
    case ELOOP: "\(folder.path) is a link that leads back to itself"
    default: "\(folder.path) cannot be listed (\(reason))"
    }
  }
}

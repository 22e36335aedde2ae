import Files
import Foundation

/// What splits are called in other people's folders, and where they may lie instead.
enum SplitNames {
  enum Family: Int {
    case train, test, validation
  }

  private static let families = [
    ["train", "training", "trn"], ["test", "testing", "tst"],
    ["val", "valid", "validation", "dev"],
  ]

  /// What people put beside pictures, as their archives call it.
  private static let companions = [
    "annotation", "attribute", "bbox", "bounding", "devkit", "label", "list", "mask", "meta",
    "part",
    "segmentation", "trimap",
  ]

  /// Whether a directory is called like what belongs to pictures and is none, such as `masks`.
  static func isCompanion(_ name: String) -> Bool {
    let name = name.lowercased()
    return companions.contains { name == $0 || name == $0 + "s" || name.hasPrefix($0 + "_") }
  }

  /// Whether a directory is called like a split or a variant of one, such as `Train` or `test_cropped`.
  static func contains(_ name: String) -> Bool { family(of: name) != nil }

  /// What a directory is for by its name, or by the first of its path's names that tells.
  static func family(of path: String) -> Family? {
    path.split(separator: "/").lazy.compactMap { name in
      let word = String(name.lowercased().prefix { $0.isLetter })
      return families.firstIndex { $0.contains(word) }.flatMap(Family.init)
    }.first
  }

  /// What to do where a data set's folder has not the directory that a key of an experiment names; nil where
  /// nothing is there that could be meant.
  static func hint(key: String, directory: String, in root: URL) -> String? {
    guard !DirectoryListing.isDirectory(root.appending(path: directory)) else { return nil }
    let names: [String]
    do {
      names = try DirectoryListing(of: root).directories
    } catch { return nil }
    guard let other = names.first(where: { isLike($0, directory) }) ?? stand(in: directory, names)
    else { return nil }
    return
      "the directory \(root.path)/\(directory) does not exist; there is '\(other.spelling)'; if that is meant, write '\(key): \(other)'"
  }

  /// The name of a folder beside one that is missing, which differs in case or spelling alone.
  static func near(_ folder: URL) -> String? {
    let name = folder.lastPathComponent.lowercased()
    let listing = try? DirectoryListing(of: folder.deletingLastPathComponent())
    return listing?.directories.first { $0.lowercased() == name }
  }

  /// What to do where a data set lies a folder or two deeper than was said, or the folder above was meant; nil
  /// where it does neither.
  static func nestedHint(_ directory: String, below root: URL) -> String? {
    let above = root.standardizedFileURL.deletingLastPathComponent()
    let isAbove = DirectoryListing.isDirectory(above.appending(path: directory))
    let places = (isAbove ? [above] : folders(holding: directory, below: root)).map(\.path)
    return places.isEmpty
      ? nil
      : "the directory \(root.path)/\(directory) does not exist; it is in "
        + "\(places.prefix(3).joined(separator: " and ")), so name that as the data's folder"
  }

  /// The folders, one level below or else two, that have a directory of a name.
  static func folders(holding directory: String, below root: URL) -> [URL] {
    var level = [root]
    for _ in 0..<2 {
      level = level.flatMap { folder in
        ((try? DirectoryListing(of: folder))?.directories ?? []).map {
          folder.appending(path: $0, directoryHint: .isDirectory)
        }
      }
      let holding = level.filter {
        DirectoryListing.isDirectory($0.appending(path: directory))
      }
      if !holding.isEmpty { return holding }
    }
    return []
  }

  /// Whether two names differ in case, spelling or a word for the same alone.
  private static func isLike(_ name: String, _ other: String) -> Bool {
    let (name, other) = (name.lowercased(), other.lowercased())
    return name == other || families.contains { $0.contains(name) && $0.contains(other) }
  }

  /// The directory of validation pictures where none of test pictures is there.
  private static func stand(in directory: String, _ names: [String]) -> String? {
    guard families[1].contains(directory.lowercased()) else { return nil }
    return names.first { families[2].contains($0.lowercased()) }
  }
}

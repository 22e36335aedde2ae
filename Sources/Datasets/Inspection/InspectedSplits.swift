import Files
import Foundation

/// Which directories of a folder are splits.
///
/// Those that are called like splits and hold directories, at once or in a directory that is the only one.
/// Where none is, and no directory holds pictures itself, all that hold directories are, but for those called
/// like masks and the like. Elsewhere the directories are classes.
struct InspectedSplits {
  /// The splits' directories, training first; one without a name where the folder holds the classes.
  private(set) var splits: [String] = []
  /// Directories that are neither.
  private(set) var others: [String] = []
  /// Links and names beside them that cannot be followed.
  private(set) var problems: [String] = []

  /// Takes the named splits, or finds them.
  init(_ root: URL, _ names: [String]) throws(DatasetError) {
    do {
      try find(root, names)
    } catch let error as DatasetError {
      throw error
    } catch let error as FileError {
      throw DatasetError(dataset: root.relativePath, problems: [error.description(ofFolder: root)])
    } catch {
      throw DatasetError(dataset: root.relativePath, problems: ["\(error)"])
    }
  }

  private mutating func find(_ root: URL, _ names: [String]) throws {
    let entries = try DirectoryListing(of: root)
    let directories = entries.directories
    guard names.isEmpty else {
      let unknown = names.filter { !FolderInspection.hasSplit($0, in: root) }
      guard unknown.isEmpty else {
        throw DatasetError(
          dataset: root.relativePath,
          problems: ["\(root.path) has no directory '\(unknown.joined(separator: "', '"))'"]
        )
      }
      splits = names
      return
    }
    problems = entries.problems
    func listing(_ name: String) -> DirectoryListing? {
      try? DirectoryListing(of: root.appending(path: name))
    }
    func isAugmented(_ name: String) -> Bool {
      OfflineAugmentation.isBegun(in: root.appending(path: name))
    }
    func namedSplits(_ names: [String], in folder: String) -> [String] {
      names.filter(SplitNames.contains).map { folder + $0 }
        // What cannot be listed is no other directory for that.
        .filter { !(listing($0)?.directories.isEmpty ?? false) && !isAugmented($0) }
    }
    var (all, folder) = (directories, "")
    for _ in 0..<3 where !all.isEmpty {
      splits = namedSplits(all, in: folder)
      guard splits.isEmpty, all.count == 1, let inside = listing(folder + all[0])?.directories
      else {
        break
      }
      (folder, all) = (folder + all[0] + "/", inside)
    }
    if splits.isEmpty, !directories.contains(where: { listing($0)?.holdsPictures ?? false }) {
      (all, folder) = (directories, "")
      splits = directories.filter { name in
        !(listing(name)?.directories.isEmpty ?? true) && !isAugmented(name)
          && !SplitNames.isCompanion(name)
      }
    }
    guard !splits.isEmpty else {
      splits = [""]
      return
    }
    let chosen = Set(splits.map(ByteName.init))
    others = all.map { folder + $0 }.filter { !chosen.contains(ByteName($0)) }
    let isTrain = { (name: String) in
      (name.split(separator: "/").last ?? "").lowercased().hasPrefix("train")
    }
    splits = (splits.filter(isTrain) + splits.filter { !isTrain($0) }).map { split in
      // Archives repeat a folder's name inside.
      guard let inside = listing(split), inside.directories.count == 1, !inside.holdsPictures,
        let deeper = listing("\(split)/\(inside.directories[0])"), !deeper.holdsPictures,
        !deeper.directories.isEmpty
      else { return split }
      return "\(split)/\(inside.directories[0])"
    }
  }
}

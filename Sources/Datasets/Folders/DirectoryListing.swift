import Files
import Foundation
import Images

/// The visible entries of a directory, in the order of code points, as Python sorts them.
struct DirectoryListing {
  private(set) var directories: [String] = []
  private(set) var files: [String] = []
  /// What cannot be named or reached: links that lead nowhere, and names that are not UTF-8.
  private(set) var problems: [String] = []

  /// What systems put beside other people's files; never a class.
  private static let litter = [
    "__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN", "System Volume Information",
  ]

  /// - Throws: What the file system says of a directory that cannot be listed.
  init(of directory: URL) throws(FileError) {
    for entry in try Folder.entries(of: directory) where !entry.isHidden {
      let place = "\(directory.path)/\(entry.shownName)"
      switch (entry.kind, entry.name) {
      case (.folder, let name?):
        if !Self.litter.contains(name) { directories.append(name) }
      case (.file, let name?): files.append(name)
      case (.other, let name?):
        if Self.isPicture(name) { problems.append("\(place) is no regular file; remove it") }
      case (.unreachable(let what), _): problems.append("\(place) is \(what); mend or remove it")
      case (.folder, nil), (.file, nil), (.other, nil):
        problems.append("\(place) has a name that is not UTF-8; rename it")
      }
    }
  }

  /// Whether there is neither a directory nor a file, whatever its name.
  var isEmpty: Bool { directories.isEmpty && files.isEmpty && problems.isEmpty }

  /// Tells whether there is a directory at a location, links followed.
  static func isDirectory(_ location: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: location.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The paths under `directory` of all pictures at any depth: by their directory, then by name.
  ///
  /// `problems` as in ``all(under:problems:)``.
  static func pictures(under directory: URL, problems: inout [String]) -> [String] {
    all(under: directory, problems: &problems).flatMap { folder, listing in
      listing.files.filter(isPicture).map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    }
  }

  /// The listings of `directory` and of all below it, by their paths in it, in the order of these.
  ///
  /// Directories that cannot be listed, that lie in themselves by a link, and what a listing has wrong go to
  /// `problems`.
  static func all(
    under directory: URL,
    problems: inout [String]
  ) -> [(folder: String, listing: DirectoryListing)] {
    var found: [(folder: String, listing: DirectoryListing)] = []
    var pending: [(folder: String, above: Set<FolderIdentity>)] = []
    do {
      let parent = directory.deletingLastPathComponent()
      pending.append(("", try FolderIdentity.chain(of: parent)))
    } catch {
      problems.append("\(directory.path) cannot be listed (\(error.reason))")
    }
    while let (folder, above) = pending.popLast() {
      let location = folder.isEmpty ? directory : directory.appending(path: folder)
      do {
        let identity = try FolderIdentity(of: location)
        guard !above.contains(identity) else {
          problems.append(
            "\(location.path) links back to a folder that it lies in; remove the link"
          )
          continue
        }
        let listing = try DirectoryListing(of: location)
        problems += listing.problems
        let prefix = folder.isEmpty ? "" : folder + "/"
        pending += listing.directories.map { (prefix + $0, above.union([identity])) }
        found.append((folder, listing))
      } catch {
        problems.append("\(location.path) cannot be listed (\(error.reason))")
      }
    }
    return found.sorted { ByteName($0.folder) < ByteName($1.folder) }
  }

  /// Whether a directory holds a picture, be it not in a directory of its own.
  var holdsPictures: Bool { files.contains(where: Self.isPicture) }

  /// Tells whether a name ends as those of pictures do.
  static func isPicture(_ name: String) -> Bool { ends(name, in: PictureFormat.extensions) }

  /// Tells whether a name has one of some extensions, such as `.png`, in whatever case.
  static func ends(_ name: String, in extensions: [String]) -> Bool {
    // Bytes, because a character before the dot may make one with it.
    let name = name.lowercased().utf8.reversed()
    return extensions.contains { name.starts(with: $0.utf8.reversed()) }
  }
}

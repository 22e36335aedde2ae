import Foundation
import Images

/// The visible entries of a directory, sorted by code points as Python sorts them.
struct DirectoryListing {
  private(set) var directories: [String] = []
  private(set) var files: [String] = []

  /// - Throws: What the file system says of a directory that cannot be listed.
  init(of directory: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    for name in names.sorted(by: Self.precedes) where !name.hasPrefix(".") {
      if Self.isDirectory(directory.appending(path: name)) {
        directories.append(name)
      } else {
        files.append(name)
      }
    }
  }

  /// Tells whether there is a directory at a location, links followed.
  static func isDirectory(_ location: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: location.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The paths under `directory` of all pictures at any depth: by their directory, then by name.
  ///
  /// - Throws: What the file system says of a directory that cannot be listed.
  static func pictures(under directory: URL) throws -> [String] {
    var found: [(folder: String, files: [String])] = []
    var pending = [""]
    while let folder = pending.popLast() {
      let location = folder.isEmpty ? directory : directory.appending(path: folder)
      let listing = try DirectoryListing(of: location)
      let prefix = folder.isEmpty ? "" : folder + "/"
      pending += listing.directories.map { prefix + $0 }
      found.append((folder, listing.files.filter(isPicture).map { prefix + $0 }))
    }
    return found.sorted { precedes($0.folder, $1.folder) }.flatMap(\.files)
  }

  /// Tells whether a name ends as those of pictures do.
  static func isPicture(_ name: String) -> Bool {
    let name = name.lowercased()
    return PictureFormat.extensions.contains { name.hasSuffix($0) }
  }

  /// UTF-8 bytes order as code points do, and independently of any locale.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

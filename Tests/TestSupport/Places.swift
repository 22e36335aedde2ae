package import Foundation

/// The directories that tests read from and write to.
package enum Places {
  /// The root of the package.
  package static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A folder of data beside the checkout that not everybody has; nil where it is absent.
  package static func shared(_ name: String) -> URL? {
    let folder = package.deletingLastPathComponent().appending(path: "shared/data/\(name)")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// Every file below a folder with its contents, hidden ones too, by their paths in it.
  package static func contents(of folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.reduce(into: [:]) { contents, path in
      let file = folder.appending(path: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return }
      contents[path] = try Data(contentsOf: file)
    }
  }

  /// Calls `body` with a new empty directory, which is removed afterwards.
  package static func withTemporaryDirectory<Result>(
    _ body: (URL) throws -> Result
  ) throws -> Result {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory)
  }
}

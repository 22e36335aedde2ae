package import Foundation

/// A file below a folder, reached by names that come from elsewhere; nothing beside the folder is.
package enum ContainedFile {
  /// The contents of a file by its path's steps from a folder.
  ///
  /// Nil where there is none, where it is no regular file, hidden, larger than `limit`, or where a link leads out
  /// of the folder: what was opened says where it lies, so that no link can be changed meanwhile.
  package static func read(_ steps: [String], in folder: URL, limit: Int) -> [UInt8]? {
    guard !steps.isEmpty, steps.allSatisfy({ !$0.hasPrefix(".") && $0.isPlainPath }),
      !steps.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }),
      let root = path(of: folder)
    else { return nil }
    let file = steps.reduce(folder) { $0.appending(path: $1) }
    // A pipe would be waited for.
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= limit, let place = path(of: descriptor), place.hasPrefix(root + "/")
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let isRead = bytes.withUnsafeMutableBytes { RawFile.read(descriptor, at: 0, into: $0) }
    return isRead ? bytes : nil
  }

  /// Whether a folder lies below another one, links followed.
  package static func isFolder(_ folder: URL, in root: URL) -> Bool {
    guard let root = path(of: root), let place = path(of: folder) else { return false }
    return place.hasPrefix(root + "/")
  }

  /// Where a folder is, links followed.
  private static func path(of folder: URL) -> String? {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return path(of: descriptor)
  }

  private static func path(of descriptor: Int32) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
  }
}

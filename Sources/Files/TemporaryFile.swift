package import Foundation

/// Files in the making that killed processes left.
package enum TemporaryFile {
  /// Removes from a folder what a ``NewFile`` of a process that has ended would have become, and what earlier
  /// versions of this program left.
  ///
  /// A file in the making is locked while its process lives, or names the process. What cannot be removed is left for the next time.
  package static func removeStrays(in folder: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names {
      let file = folder.appending(path: name)
      // Foundation has its own names.
      if name.hasPrefix(".dat.nosync") || name.hasSuffix(PartialName.suffix) && isLeft(file) {
        unlink(file.path)
      }
    }
  }

  private static func isLeft(_ file: URL) -> Bool {
    let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return switch FileLock.take(descriptor) {
    case .taken: true
    case .held: false
    case .none: PartialName.isLeft(file.lastPathComponent)
    }
  }
}

package import Foundation

/// A process's turn to work on a folder; it ends with the process at the latest.
///
/// Where a file system knows no locks there is no turn to wait for.
package final class FolderLock {
  private let descriptor: Int32

  /// Makes the folder where it is missing, and waits until no other process works on it; `waits` is called
  /// first if one does.
  package init(_ folder: URL, waits: () -> Void = {}) throws(WriteFailure) {
    while true {
      try Folder.make(folder)
      let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else {
        // Removed in between by a process that has finished with it.
        if errno == ENOENT { continue }
        throw WriteFailure(folder, needed: 0, code: errno)
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        waits()
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      }
      if RawFile.isNamed(folder, descriptor) {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }
}

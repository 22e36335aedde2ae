import Foundation

/// A process's turn to compute a stage, so that no other one computes the same stage beside it.
///
/// It ends with the process at the latest. Where a file system knows no locks, both compute the stage,
/// which costs time alone.
final class StageClaim {
  private let file: URL
  private let handle: FileHandle

  /// The file that is locked; it exists while the stage is computed.
  static func file(_ key: String, in results: URL) -> URL {
    results.appending(path: ".stage-\(key).lock")
  }

  /// Waits until no other process has the turn; `waits` is called first if one has.
  init?(_ key: String, in results: URL, waits: () -> Void) {
    file = Self.file(key, in: results)
    // Writing keeps the file that another process may have locked.
    try? Data().write(to: file)
    guard let handle = FileHandle(forWritingAtPath: file.path) else { return nil }
    self.handle = handle
    if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      waits()
      _ = flock(handle.fileDescriptor, LOCK_EX)
    }
  }

  /// Ends the turn of a stage that is there to be found.
  func finish() { try? FileManager.default.removeItem(at: file) }

  // Closing the file ends the lock.
  deinit { try? handle.close() }
}

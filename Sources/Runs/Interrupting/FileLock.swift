import Foundation

/// Takes the lock of an open file once no other process has it; it ends with the process at the latest.
enum FileLock {
  static let pause = 0.1

  /// Waits for the lock; `waits` is called first if another process has it.
  ///
  /// Where a file system knows no locks, the answer is false at once.
  ///
  /// - Throws: ``Interrupted`` where an end is asked for meanwhile.
  @discardableResult
  static func take(
    _ handle: FileHandle,
    interruption: Interruption,
    waits: () -> Void
  ) throws(Interrupted) -> Bool {
    var hasWaited = false
    while !takeAtOnce(handle) {
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      if !hasWaited { waits() }
      hasWaited = true
      Thread.sleep(forTimeInterval: pause)
      try interruption.check()
    }
    return true
  }

  /// Takes the lock if no other process has it.
  static func takeAtOnce(_ handle: FileHandle) -> Bool {
    flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0
  }
}

import Foundation

/// The lock of an open file, which ends at the latest with the process that has it.
package enum FileLock {
  /// What came of asking for a lock.
  package enum Outcome: Sendable {
    case taken
    /// Another process, or another opening of the file, has it.
    case held
    /// The file system knows no locks.
    case none
  }

  /// Asks for the lock without waiting; a shared one is kept out by writers alone.
  ///
  /// File systems without locks have many words for it: ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL, the kernel's 524.
  package static func take(_ descriptor: Int32, isShared: Bool = false) -> Outcome {
    while flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return .held }
      if errno != EINTR { return .none }
    }
    return .taken
  }

  /// Gives the lock back.
  package static func release(_ descriptor: Int32) { flock(descriptor, LOCK_UN) }
}

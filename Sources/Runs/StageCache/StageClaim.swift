import Files
import Foundation

/// A process's turn to compute a stage, so that no other one computes the same stage beside it.
///
/// It ends with the process at the latest. The locked file names the process, by which others tell who it is
/// that they wait for and, where a file system knows no locks, whether it still lives.
final class StageClaim {
  private let file: URL
  private let handle: FileHandle

  /// The file that is locked; it exists while the stage is computed.
  static func file(_ key: String, in results: URL) -> URL {
    results.appending(path: "\(prefix)\(key)\(suffix)")
  }

  /// Waits until no other process has the turn; `waits` is called first, with that process, if one has.
  ///
  /// - Throws: ``Interrupted`` where an end is asked for meanwhile.
  init?(
    _ key: String,
    in results: URL,
    interruption: Interruption,
    waits: (_ owner: ProcessIdentity?) -> Void
  ) throws(Interrupted) {
    file = Self.file(key, in: results)
    // A file that another process may have locked stays as it is.
    try? Data().write(to: file, options: .withoutOverwriting)
    guard let handle = FileHandle(forUpdatingAtPath: file.path) else { return nil }
    self.handle = handle
    let owner = Self.owner(handle)
    if try !FileLock.take(handle, interruption: interruption, waits: { waits(owner) }) {
      try Self.awaitEnd(of: handle, interruption, waits)
    }
    try? handle.truncate(atOffset: 0)
    try? handle.write(contentsOf: Data("\(ProcessIdentity.current)\n".utf8))
  }

  /// The process that a file names.
  private static func owner(_ handle: FileHandle) -> ProcessIdentity? {
    try? handle.seek(toOffset: 0)
    return (try? handle.readToEnd()).flatMap { data in
      ProcessIdentity(String(decoding: data, as: UTF8.self))
    }
  }

  /// Waits, on a file system without locks, until the process has ended that the file names.
  private static func awaitEnd(
    of handle: FileHandle,
    _ interruption: Interruption,
    _ waits: (ProcessIdentity?) -> Void
  ) throws(Interrupted) {
    var hasWaited = false
    while let owner = owner(handle), owner != .current, !owner.hasEnded {
      if !hasWaited { waits(owner) }
      hasWaited = true
      Thread.sleep(forTimeInterval: FileLock.pause)
      try interruption.check()
    }
  }

  /// Removes the files in a folder that processes left which have ended.
  static func removeThoseOfEndedProcesses(in results: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let file = results.appending(path: name)
      guard let handle = FileHandle(forUpdatingAtPath: file.path) else { continue }
      defer { try? handle.close() }
      if owner(handle)?.hasEnded == true, FileLock.takeAtOnce(handle) {
        try? FileManager.default.removeItem(at: file)
      }
    }
  }

  private static let prefix = ".stage-"
  private static let suffix = ".lock"

  /// Ends the turn of a stage that is there to be found.
  func finish() { try? FileManager.default.removeItem(at: file) }

  // Closing the file ends the lock.
  deinit { try? handle.close() }
}

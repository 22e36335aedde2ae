package import Foundation

/// A process's turn to work on something that lies on a disk; it ends at the latest with the process.
///
/// A claim file names the process while it has the turn. The file's lock decides whose turn it is; where a file
/// system knows no locks, whoever made the file, until it is removed or its process is known to have ended.
package final class Turn {
  private let claim: URL
  private let descriptor: Int32
  private var isOver = false

  /// The name of the claim to a whole folder.
  package static let claimName = ".claim"
  private static let pause = 0.1
  /// Seconds after which a claim without a name is one whose process ended before it could write it.
  private static let patience = 10

  /// Waits until no other process has the turn; `waits` is called first, with words for that process, if one has.
  ///
  /// The claim's folder is made where it is missing. `check` is called between two looks.
  ///
  /// - Throws: ``WriteFailure`` for a claim that cannot be made, and what `check` and `waits` throw.
  package init(
    _ claim: URL,
    check: () throws -> Void = {},
    waits: (_ who: String) throws -> Void = { _ in }
  ) throws {
    self.claim = claim
    var hasWaited = false
    while true {
      switch try Self.ask(for: claim) {
      case .taken(let descriptor):
        self.descriptor = descriptor
        return
      case .again: continue
      case .held(let who):
        if !hasWaited { try waits(who) }
        hasWaited = true
        Thread.sleep(forTimeInterval: Self.pause)
        try check()
      }
    }
  }

  deinit {
    end()
    close(descriptor)
  }

  /// Ends the turn now.
  package func end() {
    guard !isOver else { return }
    isOver = true
    if RawFile.isNamed(claim, descriptor) { unlink(claim.path) }
    FileLock.release(descriptor)
  }

  /// Removes claims in a folder that were left by processes which have ended.
  package static func removeStrays(in folder: URL, where isClaim: (_ name: String) -> Bool) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where isClaim(name) {
      let claim = folder.appending(path: name)
      let descriptor = open(claim.path, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard owner(descriptor)?.hasEnded == true else { continue }
      switch FileLock.take(descriptor) {
      case .taken: if RawFile.isNamed(claim, descriptor) { unlink(claim.path) }
      case .held: continue
      case .none: removeStray(claim)
      }
    }
  }

  // MARK: - One look

  private enum Answer {
    case taken(Int32)
    /// With words for the process that has it.
    case held(String)
    /// The claim went while it was looked at.
    case again
  }

  private static func ask(for claim: URL) throws(WriteFailure) -> Answer {
    try Folder.make(claim.deletingLastPathComponent())
    var descriptor = open(claim.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    let isNew = descriptor >= 0
    if errno == EEXIST, !isNew { descriptor = open(claim.path, O_RDWR | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else {
      if errno == ENOENT { return .again }
      throw WriteFailure(claim, needed: 0, code: errno)
    }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    switch FileLock.take(descriptor) {
    case .held:
      return .held(owner(descriptor)?.words ?? "another process")
    case .none where !isNew:
      guard isLeft(descriptor) else {
        let who = owner(descriptor)?.words ?? "another process"
        return .held("\(who) (if it has ended, remove \(claim.path))")
      }
      removeStray(claim)
      return .again
    case .taken, .none:
      guard RawFile.isNamed(claim, descriptor) else { return .again }
      guard ftruncate(descriptor, 0) == 0,
        RawFile.write(Array("\(ProcessIdentity.current)\n".utf8), to: descriptor, at: 0)
      else { throw WriteFailure(claim, needed: 0, code: errno) }
      isKept = true
      return .taken(descriptor)
    }
  }

  /// The process that a claim names.
  private static func owner(_ descriptor: Int32) -> ProcessIdentity? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return ProcessIdentity(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
  }

  /// Whether a claim's process is known to have ended.
  private static func isLeft(_ descriptor: Int32) -> Bool {
    if let owner = owner(descriptor) { return owner.hasEnded }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mtim.tv_sec < time(nil) - patience
  }

  /// Removes a claim that was left; one that took its place meanwhile is put back.
  private static func removeStray(_ claim: URL) {
    let aside = claim.deletingLastPathComponent().appending(path: ".\(UUID().uuidString)")
    guard rename(claim.path, aside.path) == 0 else { return }
    defer { unlink(aside.path) }
    let descriptor = open(aside.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if !isLeft(descriptor) { link(aside.path, claim.path) }
  }
}

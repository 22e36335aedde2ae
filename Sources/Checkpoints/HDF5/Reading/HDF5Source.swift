import Digests
import Files
import Foundation
import Synchronization

/// A file that is read piece by piece, each piece checked against the file's length.
final class HDF5Source: Sendable {
  let url: URL
  let byteCount: Int
  let descriptor: Int32
  private let identity: Identity

  /// What tells that a file was not changed since its digest was computed.
  private struct Identity: Hashable {
    let device, inode, size, seconds, nanoseconds, changeSeconds, changeNanoseconds: Int
  }

  private static let verified = Mutex<Set<Identity>>([])

  /// Whether the file begins as this program's do; it may be damaged.
  private let isOurs: Bool

  var place: HDF5Place { HDF5Place(file: url.path, isOurs: isOurs) }

  /// Opens a file.
  ///
  /// - Throws: ``CheckpointError`` where it cannot be read.
  init(_ url: URL) throws(CheckpointError) {
    self.url = url
    byteCount = try FileSize.of(url)
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CheckpointError(FileError(file: url.path, code: errno)) }
    self.descriptor = descriptor
    var start = [UInt8](repeating: 0, count: min(HDF5UserBlock.byteCount, byteCount))
    isOurs =
      start.withUnsafeMutableBytes { RawFile.read(descriptor, at: 0, into: $0) }
      && HDF5UserBlock.begins(start)
    var status = stat()
    fstat(descriptor, &status)
    identity = Identity(
      device: Int(truncatingIfNeeded: status.st_dev),
      inode: Int(truncatingIfNeeded: status.st_ino),
      size: Int(status.st_size),
      seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec,
      changeSeconds: status.st_ctim.tv_sec,
      changeNanoseconds: status.st_ctim.tv_nsec
    )
  }

  deinit { close(descriptor) }

  /// Some bytes of the file.
  func read(_ count: Int, at offset: Int) throws(CheckpointError) -> [UInt8] {
    guard count >= 0, offset >= 0, count <= byteCount, offset <= byteCount - count else {
      throw place.damaged("it ends too early")
    }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isRead = RawFile.read(descriptor, at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = isRead ? count : 0
    }
    guard isRead else { throw unread }
    return bytes
  }

  /// Fills a buffer with bytes of the file.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    at offset: Int
  ) throws(CheckpointError) {
    guard offset >= 0, buffer.count <= byteCount, offset <= byteCount - buffer.count else {
      throw place.damaged("it ends too early")
    }
    guard RawFile.read(descriptor, at: offset, into: buffer) else { throw unread }
  }

  /// What the last failure to read means: the end of the file, or what the system says of it.
  private var unread: CheckpointError {
    let code = errno
    return code == 0
      ? place.damaged("it ends too early")
      : CheckpointError(FileError(file: url.path, code: code))
  }

  /// Throws where the system does not give some of the file's bytes, so that nobody takes it for damaged.
  func requireReadable() throws(CheckpointError) {
    for offset in stride(from: 0, to: byteCount, by: 1 << 20) {
      _ = try read(min(1 << 20, byteCount - offset), at: offset)
    }
  }

  /// Throws where another program has the file open for writing through HDF5, which locks it.
  ///
  /// Looks away where the user has HDF5 do so.
  func requireUnlocked() throws(CheckpointError) {
    let wish = ProcessInfo.processInfo.environment["HDF5_USE_FILE_LOCKING"]
    guard wish?.uppercased() != "FALSE", wish != "0",
      FileLock.take(descriptor, isShared: true) == .held
    else { return FileLock.release(descriptor) }
    throw CheckpointError(
      file: url.path,
      problem: "is locked by another program, which has it open for writing",
      remedy: "close it there; if none has it open, the file system's locks are at fault: set "
        + "HDF5_USE_FILE_LOCKING=FALSE"
    )
  }

  /// Throws unless the bytes behind the user block have its digest.
  func verify(_ block: HDF5UserBlock) throws(CheckpointError) {
    guard block.fileByteCount == byteCount else {
      throw place.damaged("it has \(byteCount) of \(block.fileByteCount) bytes")
    }
    guard let digest = block.digest, !Self.verified.withLock({ $0.contains(identity) }) else {
      return
    }
    var hash = SHA256Hash()
    var offset = HDF5UserBlock.byteCount
    while offset < byteCount {
      let piece = try read(min(1 << 20, byteCount - offset), at: offset)
      hash.update(piece)
      offset += piece.count
    }
    guard hash.finalized().description == digest else {
      throw place.damaged("its contents are not what its digest says")
    }
    // A change within the clock's tick would leave the identity as it is.
    if identity.seconds < time(nil) - 2, identity.changeSeconds < time(nil) - 2 {
      _ = Self.verified.withLock { $0.insert(identity) }
    }
  }
}

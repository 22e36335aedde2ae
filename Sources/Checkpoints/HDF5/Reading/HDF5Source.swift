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

  var place: HDF5Place { HDF5Place(file: url.path) }

  /// Opens a file.
  ///
  /// - Throws: ``CheckpointError`` where it cannot be read, or another program is writing it.
  init(_ url: URL) throws(CheckpointError) {
    self.url = url
    byteCount = try FileSize.of(url)
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CheckpointError(unreadable: url, code: errno) }
    self.descriptor = descriptor
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
    guard isRead else { throw place.damaged("it ends too early") }
    return bytes
  }

  /// Fills a buffer with bytes of the file.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    at offset: Int
  ) throws(CheckpointError) {
    guard offset >= 0, buffer.count <= byteCount, offset <= byteCount - buffer.count,
      RawFile.read(descriptor, at: offset, into: buffer)
    else { throw place.damaged("it ends too early") }
  }

  /// Throws where another program is writing the file through HDF5, which locks it.
  func requireUnlocked() throws(CheckpointError) {
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(descriptor, LOCK_UN)
      return
    }
    guard errno == EWOULDBLOCK else { return }
    throw CheckpointError(
      file: url.path,
      problem: "is locked by another program, which is writing it",
      remedy: "wait until that has closed the file"
    )
  }

  /// Throws unless the bytes behind the user block have its digest.
  func verify(_ block: HDF5UserBlock) throws(CheckpointError) {
    guard block.fileByteCount == byteCount else {
      throw place.error("is truncated or not an HDF5 file")
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

extension CheckpointError {
  /// A file that the system does not let this program read.
  init(unreadable url: URL, code: Int32) {
    let reason =
      code == EACCES || code == EPERM ? "permission is denied" : String(cString: strerror(code))
    self.init(
      file: url.path,
      problem: "cannot be opened (\(reason))",
      remedy: "check the path and the permissions"
    )
  }
}

package import Foundation

/// A file in the making, which appears whole under its name or not at all.
///
/// It grows in the same folder under its name with the suffix `.partial`, or where that is taken or no lock can
/// keep it under a name that is this process's alone; an earlier file of its name stays until ``commit(durably:)``. What is not committed is removed with its last reference.
package final class NewFile {
  private let url: URL
  private let partial: URL
  private let byteCount: Int
  private let descriptor: Int32
  private var isCommitted = false

  /// Begins a file of `byteCount` bytes, whose room on the disk is taken where the disk can do that.
  package init(_ url: URL, byteCount: Int) throws(WriteFailure) {
    (self.url, self.byteCount) = (url, byteCount)
    (partial, descriptor) = try Self.open(url, byteCount)
    // Some disks cannot set room aside; those say later that there is none.
    let code = byteCount > 0 ? posix_fallocate(descriptor, 0, off_t(byteCount)) : 0
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      throw WriteFailure(url, needed: byteCount, code: code)
    }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(partial.path) }
  }

  /// Opens the partial file for this writer alone.
  private static func open(
    _ url: URL,
    _ byteCount: Int
  ) throws(WriteFailure) -> (partial: URL, descriptor: Int32) {
    var partial = url.appendingPathExtension("partial")
    while true {
      var descriptor = Foundation.open(partial.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      let isNew = descriptor >= 0
      if !isNew {
        guard errno == EEXIST else { throw WriteFailure(url, needed: byteCount, code: errno) }
        descriptor = Foundation.open(partial.path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
      }
      guard descriptor >= 0 else {
        // It went meanwhile, or is a link or somebody else's.
        partial = PartialName.own(for: url)
        continue
      }
      switch FileLock.take(descriptor) {
      case .taken:
        // Another writer may have given its file the final name between opening and locking.
        if RawFile.isNamed(partial, descriptor), ftruncate(descriptor, 0) == 0 {
          return (partial, descriptor)
        }
      case .held: partial = PartialName.own(for: url)
      case .none:
        if PartialName.isOwn(partial), isNew { return (partial, descriptor) }
        if isNew { unlink(partial.path) }
        partial = PartialName.own(for: url)
      }
      close(descriptor)
    }
  }

  /// Adds bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(WriteFailure) {
    guard RawFile.write(bytes, to: descriptor) else { throw failure }
  }

  /// Adds bytes.
  package func append(_ bytes: [UInt8]) throws(WriteFailure) {
    let isWritten = bytes.withUnsafeBytes { RawFile.write($0, to: descriptor) }
    guard isWritten else { throw failure }
  }

  /// Leaves out bytes, which are zeros.
  package func skip(_ count: Int) throws(WriteFailure) {
    let end = lseek(descriptor, off_t(count), SEEK_CUR)
    var status = stat()
    guard end >= 0, fstat(descriptor, &status) == 0 else { throw failure }
    // What was set aside for the file stays so.
    if status.st_size < end, ftruncate(descriptor, end) != 0 { throw failure }
  }

  /// Replaces bytes that are there.
  package func replace(_ bytes: [UInt8], at offset: Int) throws(WriteFailure) {
    guard RawFile.write(bytes, to: descriptor, at: offset) else { throw failure }
  }

  /// Gives the finished file its name; `durably`, so that it survives a power failure.
  package func commit(durably: Bool) throws(WriteFailure) {
    if durably, fsync(descriptor) != 0 { throw failure }
    guard rename(partial.path, url.path) == 0 else { throw failure }
    isCommitted = true
    if durably { try synchronizeFolder() }
  }

  /// The new name is an entry of the folder, which is flushed on its own.
  private func synchronizeFolder() throws(WriteFailure) {
    let folder = Foundation.open(
      url.deletingLastPathComponent().path,
      O_RDONLY | O_DIRECTORY | O_CLOEXEC
    )
    guard folder >= 0 else { throw failure }
    defer { close(folder) }
    // Some file systems do not flush folders and say so; their names are durable anyway.
    guard fsync(folder) == 0 || errno == EINVAL else { throw failure }
  }

  private var failure: WriteFailure { WriteFailure(url, needed: byteCount, code: errno) }

  /// Writes a file in one go; a device or a pipe is written into as it is.
  package static func write(
    _ data: Data,
    to url: URL,
    durably: Bool = false
  ) throws(WriteFailure) {
    var status = stat()
    if stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try fill(url, with: data)
    }
    let file = try NewFile(url, byteCount: data.count)
    let isWritten = data.withUnsafeBytes { RawFile.write($0, to: file.descriptor) }
    guard isWritten else { throw file.failure }
    try file.commit(durably: durably)
  }

  private static func fill(_ url: URL, with data: Data) throws(WriteFailure) {
    let descriptor = Foundation.open(url.path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw WriteFailure(url, needed: data.count, code: errno) }
    defer { close(descriptor) }
    let isWritten = data.withUnsafeBytes { RawFile.write($0, to: descriptor) }
    guard isWritten else { throw WriteFailure(url, needed: data.count, code: errno) }
  }
}

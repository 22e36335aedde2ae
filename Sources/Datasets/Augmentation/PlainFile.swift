import Foundation

/// Files that are written without being flushed to the disk, for whoever can make them again.
enum PlainFile {
  /// Creates or replaces a file; false, with the reason in `errno`, where that fails.
  static func write(_ contents: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    guard descriptor >= 0 else { return false }
    guard fill(descriptor, with: contents) else {
      let reason = errno
      close(descriptor)
      errno = reason
      return false
    }
    return close(descriptor) == 0
  }

  private static func fill(_ descriptor: Int32, with contents: [UInt8]) -> Bool {
    contents.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(position))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        position += count
      }
      return true
    }
  }
}

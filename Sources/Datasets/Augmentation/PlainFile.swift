import Files
import Foundation

/// Files that are written without being flushed to the disk, for whoever can make them again.
enum PlainFile {
  /// Creates or replaces a file; false, with the reason in `errno`, where that fails.
  static func write(_ contents: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return false }
    guard RawFile.write(contents, to: descriptor, at: 0) else {
      let reason = errno
      close(descriptor)
      errno = reason
      return false
    }
    return close(descriptor) == 0
  }
}

import Foundation

/// Files that people write, which are never long.
package enum SmallFile {
  /// The bytes of a file, or of a pipe, to its end.
  ///
  /// - Throws: ``FileError`` also for one of more than `limit` bytes, of which no more are read.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(file: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(file: path, code: errno) }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
      if bytes.count > limit {
        throw FileError(file: path, reason: "it has more than \(limit) bytes")
      }
    }
  }
}

package import Foundation

/// A file that grows by whole lines at its end, each by one call of the system, whoever else adds to it.
package final class AppendedFile {
  private let url: URL
  private let descriptor: Int32

  /// Opens a file, or makes it.
  package init(_ url: URL) throws(WriteFailure) {
    self.url = url
    descriptor = open(url.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw WriteFailure(url, needed: 0, code: errno) }
  }

  deinit { close(descriptor) }

  /// Adds a line, all of it or nothing.
  package func append(_ line: some Sequence<UInt8>) throws(WriteFailure) {
    try append(bytes: Array(line) + [UInt8(ascii: "\n")])
  }

  /// Adds bytes, all of them or none.
  package func append(bytes: [UInt8]) throws(WriteFailure) {
    let end = lseek(descriptor, 0, SEEK_END)
    guard !bytes.withUnsafeBytes({ RawFile.write($0, to: descriptor) }) else { return }
    let code = errno
    if end >= 0 { ftruncate(descriptor, end) }
    throw WriteFailure(url, needed: bytes.count, code: code)
  }
}

import CZlib
package import Foundation

/// Reads files that may be compressed by gzip.
package enum GzipFile {
  /// Why a file could not be read, such as `ends early`.
  package struct ReadError: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// The contents of a file, decompressed where it begins as a gzip file does.
  ///
  /// - Throws: ``ReadError`` where the file cannot be opened, ends early, has a wrong checksum or
  ///   holds more than `limit` bytes.
  package static func contents(of file: URL, limit: Int) throws(ReadError) -> [UInt8] {
    guard let handle = gzopen(file.path, "rb") else {
      throw ReadError(description: "cannot be opened (\(String(cString: strerror(errno))))")
    }
    defer { gzclose_r(handle) }
    gzbuffer(handle, 1 << 17)
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = gzread(handle, &piece, UInt32(piece.count))
      var status: Int32 = 0
      let text = gzerror(handle, &status).map { String(cString: $0) } ?? "unknown"
      guard count >= 0, status == Z_OK || status == Z_STREAM_END else {
        throw ReadError(description: "is damaged or ends early (\(text))")
      }
      guard count > 0 else { return contents }
      contents += piece[..<Int(count)]
      guard contents.count <= limit else {
        throw ReadError(description: "holds more than \(limit) bytes")
      }
    }
  }
}

import CZlib

/// Data that zlib compressed.
package enum Zlib {
  /// Its name and version.
  package static var libraryDescription: String {
    "zlib \(zlibVersion().map { String(cString: $0) } ?? "")"
  }

  /// What became of some data.
  package enum Outcome: Sendable {
    /// The room is full, whatever may follow.
    case full
    /// The data ended as they should, and some room is left.
    case ended
    /// More data are missing.
    case starved
    /// Something else than compressed data, or a wrong checksum.
    case damaged
  }

  /// Decompresses data until `buffer` is full; returns how many bytes were written.
  ///
  /// A checksum that follows the last byte that there is room for is compared.
  package static func decompress(
    _ data: [UInt8],
    into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> (count: Int, outcome: Outcome) {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return (0, .damaged)
    }
    defer { inflateEnd(&stream) }
    return data.withUnsafeBufferPointer { input in
      // Its counters are of 32 bits.
      let limit = 1 << 30
      var (read, written) = (0, 0)
      while true {
        let (room, rest) = (min(buffer.count - written, limit), min(input.count - read, limit))
        stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + read) }
        stream.avail_in = UInt32(rest)
        stream.next_out = buffer.baseAddress.map { $0 + written }
        stream.avail_out = UInt32(room)
        let status = inflate(&stream, Z_NO_FLUSH)
        read += rest - Int(stream.avail_in)
        written += room - Int(stream.avail_out)
        switch status {
        case Z_STREAM_END: return (written, written == buffer.count ? .full : .ended)
        case Z_OK where written == buffer.count: return (written, .full)
        case Z_OK where read < input.count: continue
        case Z_OK, Z_BUF_ERROR: return (written, written == buffer.count ? .full : .starved)
        default: return (written, .damaged)
        }
      }
    }
  }
}

import Foundation

/// Calls of the system that go on until all bytes are moved.
package enum RawFile {
  /// Writes to where a descriptor stands; false, with the reason in `errno`, where that fails.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    move(bytes.count) { position in
      Foundation.write(descriptor, bytes.baseAddress.map { $0 + position }, bytes.count - position)
    }
  }

  /// Writes at an offset; false, with the reason in `errno`, where that fails.
  package static func write(
    _ bytes: UnsafeRawBufferPointer,
    to descriptor: Int32,
    at offset: Int
  ) -> Bool {
    move(bytes.count) { position in
      let rest = bytes.baseAddress.map { $0 + position }
      return pwrite(descriptor, rest, bytes.count - position, off_t(offset + position))
    }
  }

  /// Writes at an offset; false, with the reason in `errno`, where that fails.
  package static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int) -> Bool {
    bytes.withUnsafeBytes { write($0, to: descriptor, at: offset) }
  }

  /// Fills `bytes` from an offset; false where the file ends before, with 0 in `errno`, or cannot be read.
  package static func read(
    _ descriptor: Int32,
    at offset: Int,
    into bytes: UnsafeMutableRawBufferPointer
  ) -> Bool {
    move(bytes.count) { position in
      let rest = bytes.baseAddress.map { $0 + position }
      return pread(descriptor, rest, bytes.count - position, off_t(offset + position))
    }
  }

  /// Whether a path leads to what a descriptor has open, and not to something that took its place.
  static func isNamed(_ url: URL, _ descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return stat(url.path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  /// Calls `piece` with the bytes that are done until all are.
  private static func move(_ count: Int, _ piece: (_ position: Int) -> Int) -> Bool {
    var position = 0
    while position < count {
      let moved = piece(position)
      if moved < 0 && errno == EINTR { continue }
      guard moved > 0 else {
        if moved == 0 { errno = 0 }
        return false
      }
      position += moved
    }
    return true
  }
}

import Foundation

/// What the first bytes of another program's HDF5 file say of it as a whole.
struct HDF5Superblock {
  /// Whether a program has the file open for writing, or died while it had.
  private let isOpen: Bool
  /// The bytes that the file should have; nil where that is not said.
  private let fileByteCount: Int?

  /// Reads the block whose signature stands at `start`.
  init(_ source: HDF5Source, at start: Int) throws(CheckpointError) {
    let bytes = try source.read(min(64, source.byteCount - start), at: start)
    func number(at offset: Int) -> Int? {
      var cursor = ByteCursor(bytes.dropFirst(offset))
      return cursor.size()
    }
    let version = bytes.count > 12 ? bytes[8] : 0xFF
    // Only version 3 has the mark; only addresses of 8 bytes are looked at.
    isOpen = version == 3 && bytes[11] & 5 != 0
    let (size, base, end) =
      switch version {
      case 0: (13, 24, 40)
      case 1: (13, 28, 44)
      default: (9, 12, 28)
      }
    guard version <= 3, bytes.count > size, bytes[size] == 8, let base = number(at: base),
      let end = number(at: end)
    else {
      fileByteCount = nil
      return
    }
    let (count, overflow) = base.addingReportingOverflow(end)
    fileByteCount = overflow ? nil : count
  }

  func requireClosed(_ source: HDF5Source) throws(CheckpointError) {
    guard isOpen else { return }
    throw CheckpointError(
      file: source.url.path,
      problem: "is open for writing in another program, or was when that one died",
      remedy: "close it there, or clear its mark with 'h5clear -s'"
    )
  }

  func requireWhole(_ source: HDF5Source) throws(CheckpointError) {
    guard let fileByteCount, fileByteCount > source.byteCount else { return }
    throw source.place.foreign("ends early: it has \(source.byteCount) of \(fileByteCount) bytes")
  }
}

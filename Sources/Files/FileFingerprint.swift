package import Foundation

/// What changes where a file is written to or replaced.
package struct FileFingerprint: Hashable, Sendable {
  private let device, number: UInt64
  package let byteCount: Int
  /// Of the contents, and of everything about the file; in seconds and nanoseconds.
  private let modification, change: SIMD2<Int>

  /// Links are followed.
  package init(of file: URL) throws(FileError) {
    var status = stat()
    guard stat(file.path, &status) == 0 else { throw FileError(file) }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    byteCount = Int(status.st_size)
    modification = SIMD2(status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    change = SIMD2(status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
  }
}

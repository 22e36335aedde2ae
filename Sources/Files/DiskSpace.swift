package import Foundation

/// Room on disks, and how it is told.
package enum DiskSpace {
  /// The bytes that a file at `url` may take of the disk that it lies on, or will lie on; nil where unknown.
  package static func free(at url: URL) -> Int? {
    var place = url.standardizedFileURL
    var status = statvfs()
    while statvfs(place.path, &status) != 0 {
      guard errno == ENOENT, place.path != "/" else { return nil }
      place.deleteLastPathComponent()
    }
    let (count, overflow) = Int(clamping: status.f_bavail)
      .multipliedReportingOverflow(by: Int(status.f_frsize))
    return overflow ? .max : count
  }

  /// Such as `812 bytes`, `48.3 kB`, `5.3 MB` or `2.4 GB`.
  package static func text(_ byteCount: Int) -> String {
    switch byteCount {
    case ..<1000: "\(byteCount) bytes"
    case ..<1_000_000: String(format: "%.1f kB", Double(byteCount) / 1e3)
    case ..<1_000_000_000: String(format: "%.1f MB", Double(byteCount) / 1e6)
    default: String(format: "%.1f GB", Double(byteCount) / 1e9)
    }
  }
}

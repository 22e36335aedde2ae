import Foundation

/// Files that appear whole and survive a power failure.
enum DurableFile {
  /// Flushes a finished file to the disk and gives it its final name, in the same folder.
  static func commit(_ partial: URL, to url: URL) throws(CheckpointError) {
    try synchronize(partial, for: url, flags: O_RDWR)
    guard rename(partial.path, url.path) == 0 else { throw failure(url, "cannot be renamed") }
    // The new name is an entry of the folder, which is flushed on its own.
    try synchronize(url.deletingLastPathComponent(), for: url, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Flushes what was written of a file to the disk.
  static func synchronize(_ url: URL) throws(CheckpointError) {
    try synchronize(url, for: url, flags: O_RDWR)
  }

  /// Removes an unfinished file; there is nothing to do about one that cannot be removed.
  static func discard(_ partial: URL) { unlink(partial.path) }

  private static func synchronize(_ item: URL, for url: URL, flags: Int32) throws(CheckpointError) {
    let descriptor = open(item.path, flags)
    guard descriptor >= 0 else { throw failure(url, "cannot be flushed to the disk") }
    defer { close(descriptor) }
    // Some file systems do not flush folders and say so; their names are durable anyway.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw failure(url, "cannot be flushed to the disk")
    }
  }

  private static func failure(_ url: URL, _ problem: String) -> CheckpointError {
    CheckpointError(
      file: url.path,
      problem: "\(problem) (\(String(cString: strerror(errno))))",
      remedy: "check that the folder is writable and its disk has room"
    )
  }
}

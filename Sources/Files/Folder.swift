package import Foundation

/// Folders.
package enum Folder {
  /// Makes a folder, and those on the way to it, where they are missing.
  package static func make(_ url: URL) throws(WriteFailure) {
    guard mkdir(url.path, 0o777) != 0 else { return }
    let code = errno
    var status = stat()
    if stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    let parent = url.deletingLastPathComponent()
    guard code == ENOENT, parent.path != url.path else {
      throw WriteFailure(url, needed: 0, code: code)
    }
    try make(parent)
    guard mkdir(url.path, 0o777) == 0 || errno == EEXIST else {
      throw WriteFailure(url, needed: 0, code: errno)
    }
  }

  /// Makes a folder in one that is there; false where there is something of its name already.
  package static func makeNew(_ url: URL) throws(WriteFailure) -> Bool {
    guard mkdir(url.path, 0o777) != 0 else { return true }
    guard errno == EEXIST else { throw WriteFailure(url, needed: 0, code: errno) }
    return false
  }
}

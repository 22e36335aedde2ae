package import Foundation

/// What lies at a path, links followed.
package enum PathKind: Sendable {
  case file, folder
  /// A pipe, a device or a socket, which may be read only once.
  case stream
  case nothing
  /// It cannot be told, as where permission is denied: nobody may take it for missing.
  case unreachable

  package init(at url: URL) { self.init(at: url.path) }

  package init(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = errno == ENOENT || errno == ENOTDIR ? .nothing : .unreachable
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .stream
    }
  }
}

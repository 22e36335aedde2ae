package import Foundation

/// An error that may be about writing.
package protocol ErrorOfWriting: Error {
  /// Why a file cannot be written; nil where something else is wrong.
  var writeFailure: WriteFailure? { get }
}

/// A file that cannot be written: which, why, what it needs and what to do, in one line.
package struct WriteFailure: ErrorOfWriting, Hashable, CustomStringConvertible {
  /// The path of the file.
  package let file: String
  /// Why, such as `5.3 MB are needed, 1.2 MB are free`.
  package let reason: String
  /// What to do about it.
  package let remedy: String

  package var writeFailure: WriteFailure? { self }

  private init(file: String, reason: String, remedy: String) {
    (self.file, self.reason, self.remedy) = (file, reason, remedy)
  }

  /// What an error number means for a stream that has a name and no place.
  init(_ stream: String, needed: Int, code: Int32) {
    file = stream
    reason = code == ENOSPC ? "it takes no more" : String(cString: strerror(code))
    remedy = "\(DiskSpace.text(needed)) were to be written; name another place for them"
  }

  /// What the system's error number means for a file of `needed` bytes.
  package init(_ url: URL, needed: Int, code: Int32) {
    file = url.path
    let folder = url.deletingLastPathComponent()
    switch code {
    case ENOSPC where Self.isDevice(url):
      (reason, remedy) = ("it takes no more", "name another file")
    case ENOSPC:
      let free = DiskSpace.free(at: folder)
      reason = Self.need(needed) + (free.map { ", \(DiskSpace.text($0)) are free" } ?? "")
      remedy = "make room and run again"
    case EDQUOT:
      reason = Self.need(needed) + ", more than the quota leaves"
      remedy = "make room and run again"
    case EFBIG:
      reason =
        Self.need(needed)
        + ", and no file may have more than \(Self.limit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue)))"
      remedy = "raise the limit (ulimit -f) and run again"
    case EMFILE, ENFILE:
      reason = "too many files are open"
      remedy = "raise the limit (ulimit -n) and run again"
    case EACCES, EPERM:
      reason = "permission is denied"
      remedy = "check the permissions of \(folder.path)"
    case EROFS:
      reason = "its disk is read-only"
      remedy = "choose another folder or mount the disk for writing"
    case ENOENT, ENOTDIR:
      reason = "\(folder.path) is not a folder"
      remedy = "check the path"
    case EISDIR:
      reason = "it is a folder"
      remedy = "check the path"
    case ENAMETOOLONG, ELOOP:
      (reason, remedy) = (FileError.reason(code), FileError.remedy(code))
    default:
      reason = String(cString: strerror(code))
      remedy = "check the disk"
    }
  }

  /// What a failure of Foundation's means, where that knows the system's error number.
  package init(_ url: URL, needed: Int = 0, _ error: any Error) {
    if let code = error.systemCode {
      self.init(url, needed: needed, code: code)
    } else {
      self.init(
        file: url.path,
        reason: error.reason,
        remedy: "check the path and its permissions"
      )
    }
  }

  package var description: String { "cannot write \(file): \(reason); \(remedy)" }

  private static func need(_ byteCount: Int) -> String {
    "\(DiskSpace.text(byteCount)) are needed"
  }

  private static func isDevice(_ url: URL) -> Bool {
    var status = stat()
    return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
  }

  private static func limit(_ resource: __rlimit_resource_t) -> String {
    var limit = rlimit()
    getrlimit(resource, &limit)
    return DiskSpace.text(Int(clamping: limit.rlim_cur))
  }
}

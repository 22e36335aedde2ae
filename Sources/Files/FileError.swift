package import Foundation

/// A file that cannot be read: which, why, and what to do about it.
///
/// That says nothing of its contents, so nobody is told to delete it.
package struct FileError: Error, Hashable, CustomStringConvertible {
  package let file: String
  /// What the system says, such as `permission is denied`.
  package let reason: String
  /// The system's number for it; 0 where the system did not fail.
  package let code: Int32
  /// What to do about it.
  package let remedy: String

  /// The meaning of `errno` as it is now.
  init(_ file: URL) { self.init(file: file.path, code: errno) }

  /// The meaning of an error number.
  package init(file: String, code: Int32) {
    (self.file, self.code) = (file, code)
    (reason, remedy) = (Self.reason(code), Self.remedy(code))
  }

  init(file: String, reason: String, remedy: String = remedy(0)) {
    (self.file, self.reason, self.remedy, code) = (file, reason, remedy, 0)
  }

  /// What a failure of Foundation's means, where that knows the system's error number.
  package init(_ file: URL, _ error: any Error) {
    if let error = error as? FileError {
      self = error
    } else if let code = error.systemCode {
      self.init(file: file.path, code: code)
    } else {
      self.init(file: file.path, reason: error.reason)
    }
  }

  package var description: String { "\(file): \(reason)" }

  static func reason(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "permission is denied"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of its path is a file and no folder"
    case ELOOP: "its links lead in a circle"
    case ENAMETOOLONG: "its name or path is too long"
    case EMFILE, ENFILE: "too many files are open"
    case ENOMEM: "memory ran out"
    case EIO: "the disk does not give it"
    case ESTALE: "the file server has lost it"
    case 0: "it ends early"
    default: String(cString: strerror(code))
    }
  }

  static func remedy(_ code: Int32) -> String {
    switch code {
    case ENOTDIR, ELOOP: "check the path"
    case EACCES, EPERM: "check the permissions of the file and of its folders"
    case EISDIR: "name the file itself, not its folder"
    case ENAMETOOLONG: "a name has at most 255 bytes and a path 4095: shorten it"
    case EMFILE, ENFILE: "raise the limit (ulimit -n) and run again"
    case ENOMEM: "end other programs or give this one more memory (ulimit -v)"
    case EIO, ESTALE, ETIMEDOUT, ENODEV, ENXIO, ENOTCONN, EHOSTDOWN:
      "check the disk or the file server; the file itself may be whole"
    default: "check the path and the permissions"
    }
  }
}

extension Error {
  /// What the system says of a file, in its own words where the error carries them.
  package var reason: String {
    if let error = self as? FileError { return error.reason }
    if let code = systemCode { return FileError.reason(code) }
    let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    return cause?.reason ?? localizedDescription
  }

  /// The system's error number, where the error carries one.
  var systemCode: Int32? {
    var cause: NSError? = self as NSError
    while let found = cause {
      if found.domain == NSPOSIXErrorDomain { return Int32(found.code) }
      cause = found.userInfo[NSUnderlyingErrorKey] as? NSError
    }
    return nil
  }
}

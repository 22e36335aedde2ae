import Foundation

/// A file that cannot be read.
package struct FileError: Error, Hashable, CustomStringConvertible {
  package let file: String
  /// What the system says, such as `Permission denied`.
  package let reason: String
  /// The system's number for it; 0 where the system did not fail.
  package let code: Int32

  /// The meaning of `errno` as it is now.
  init(_ file: URL) { self.init(file: file.path, code: errno) }

  init(file: String, code: Int32) {
    (self.file, reason, self.code) = (file, String(cString: strerror(code)), code)
  }

  init(file: String, reason: String) { (self.file, self.reason, code) = (file, reason, 0) }

  package var description: String { "\(file): \(reason)" }
}

extension Error {
  /// What the system says of a file, in its own words where the error carries them.
  package var reason: String {
    if let error = self as? FileError { return error.reason }
    let error = self as NSError
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error
    return cause?.reason ?? localizedDescription
  }
}

import Foundation

/// The three streams that a process begins with.
package enum StandardStreams {
  /// Sees to it that no file takes the place of a stream that was closed before the program began, and that a
  /// file that grows beyond its limit (`ulimit -f`) is an error and no signal.
  package static func secure() {
    for (descriptor, device) in [
      (STDIN_FILENO, "/dev/null"), (STDOUT_FILENO, "/dev/full"), (STDERR_FILENO, "/dev/null"),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open(device, O_RDWR)
    }
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes a text to the standard output.
  ///
  /// - Throws: ``WriteFailure`` where that is a full disk or device.
  package static func print(_ text: String) throws(WriteFailure) {
    let bytes = Array(text.utf8)
    guard !bytes.withUnsafeBytes({ RawFile.write($0, to: STDOUT_FILENO) }) else { return }
    throw WriteFailure("the standard output", needed: bytes.count, code: errno)
  }
}

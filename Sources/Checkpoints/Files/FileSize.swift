import Files
import Foundation

/// The length of files.
enum FileSize {
  /// The bytes of a file that exists.
  static func of(_ url: URL) throws(CheckpointError) -> Int {
    var status = stat()
    guard stat(url.path, &status) == 0 else {
      throw CheckpointError(FileError(file: url.path, code: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError(
        file: url.path,
        problem: "is not a file",
        remedy: "name the file itself, not its folder"
      )
    }
    return Int(status.st_size)
  }
}

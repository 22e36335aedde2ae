import Foundation

/// A file of another program.
struct ForeignFile {
  let path: String
  let bytes: Data
  /// What the file should be, such as `a safetensors file`.
  let kind: String

  /// Maps a file into memory.
  init(contentsOf url: URL, kind: String) throws(CheckpointError) {
    _ = try FileSize.of(url)
    self.kind = kind
    path = url.path
    do {
      bytes = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw CheckpointError(
        file: url.path,
        problem: "cannot be read (\(error.localizedDescription))",
        remedy: "check the permissions"
      )
    }
  }

  /// An error of the file, or of a tensor in it.
  func error(_ problem: String, of tensor: String = "") -> CheckpointError {
    CheckpointError(
      file: path,
      object: tensor,
      problem: problem,
      remedy: "check that it is \(kind) and was copied completely"
    )
  }
}

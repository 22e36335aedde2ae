import Files
import Foundation

/// A file of another program.
struct ForeignFile {
  let path: String
  let bytes: Data
  /// What the file should be, such as `a safetensors file`.
  let kind: String

  init(path: String, bytes: Data, kind: String) {
    (self.path, self.bytes, self.kind) = (path, bytes, kind)
  }

  /// Maps a file into memory.
  init(contentsOf url: URL, kind: String) throws(CheckpointError) {
    _ = try FileSize.of(url)
    self.kind = kind
    path = url.path
    do {
      bytes = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw CheckpointError(FileError(url, error))
    }
  }

  /// The same file, to be read as another kind.
  func taken(as kind: String) -> ForeignFile { ForeignFile(path: path, bytes: bytes, kind: kind) }

  /// An error of the file, or of a tensor in it.
  func error(_ problem: String, of tensor: String = "", remedy: String? = nil) -> CheckpointError {
    CheckpointError(
      file: path,
      object: tensor,
      problem: problem,
      remedy: remedy ?? "check that it is \(kind) and was copied completely"
    )
  }
}

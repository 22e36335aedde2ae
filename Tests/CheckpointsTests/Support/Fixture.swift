import Checkpoints
import Foundation
import TestSupport
import Tensors

/// The files beside these tests, which `make_fixtures.py` makes, and damaged copies of files.
enum Fixture {
  static func file(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)")
  }

  /// The values of the script's `ramp`.
  static func ramp(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map { (Float($0) - 4) / 4 }, shape: shape)
  }

  /// The error that a piece of code throws, as text without the file's path; empty where it throws none.
  static func problem(of url: URL? = nil, _ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch let error as CheckpointError {
      return "\(error)".replacingOccurrences(of: url?.path ?? error.file, with: "FILE")
    } catch {
      return "not a CheckpointError: \(error)"
    }
  }

  /// What a piece of code that reads a file says of these bytes.
  static func problem(
    ofBytes bytes: some Sequence<UInt8>,
    type: String,
    _ read: (URL) throws -> Void
  ) throws -> String {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.\(type)")
      try Data(bytes).write(to: url)
      return problem { try read(url) }
    }
  }
}

import Foundation
import TestSupport

/// Damaged copies of a file, to be read without a crash.
enum Damage {
  /// Every truncation of a file, or about `count` of them.
  static func truncations(of bytes: Data, count: Int? = nil) -> [Data] {
    let step = max(1, bytes.count / (count ?? bytes.count))
    return stride(from: 0, to: bytes.count, by: step).map { bytes.prefix($0) }
  }

  /// Every byte changed in several ways.
  static func flips(of bytes: Data) -> [Data] {
    bytes.indices.flatMap { index in
      [UInt8(0x01), 0x10, 0x80, 0xFF].map { mask in
        var copy = bytes
        copy[index] ^= mask
        return copy
      }
    }
  }

  /// Reads every copy, and returns how many gave no error and what was no `CheckpointError`.
  static func read(
    _ copies: [Data],
    type: String,
    _ body: (URL) throws -> Void
  ) throws -> (accepted: Int, surprises: [String]) {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.\(type)")
      var (accepted, surprises) = (0, [String]())
      for copy in copies {
        try copy.write(to: url)
        let problem = Fixture.problem { try body(url) }
        if problem.isEmpty { accepted += 1 }
        if problem.hasPrefix("not a CheckpointError") { surprises.append(problem) }
      }
      return (accepted, surprises)
    }
  }
}

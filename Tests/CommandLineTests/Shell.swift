import Foundation
import TestSupport

/// Commands of the shell, in which `$0` is the program.
enum Shell {
  static func run(_ command: String, in folder: URL) throws -> Program.Outcome {
    try Program.run(
      ["-c", command, Program.url.path],
      of: URL(fileURLWithPath: "/bin/sh"),
      in: folder
    )
  }

  /// Whether a command is there.
  static func isThere(_ name: String) -> Bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }
}

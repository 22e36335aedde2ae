import Digests
import Foundation

/// This program, and what it runs on.
package enum Program {
  package static let version = "0.2.0"
  /// As records and checkpoints name it.
  package static let name = "protopnet \(version)"

  /// The digest of the program's file, so that results of another build are never taken for its own.
  ///
  /// - Throws: What reading the file throws.
  static func digest() throws -> String {
    try executable.get()
  }

  private static let executable = Result {
    "\(try SHA256Digest(contentsOf: URL(fileURLWithPath: "/proc/self/exe")))"
  }

  /// The processor's model as the system names it.
  static let processor: String = {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    let value = line?.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "unknown"
    return value.trimmingCharacters(in: .whitespaces)
  }()
}

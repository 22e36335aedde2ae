internal import Foundation

/// This program, and what it runs on.
package enum Program {
  package static let version = "0.1.0"
  /// As records and checkpoints name it.
  static let name = "protopnet \(version)"

  /// The processor's model as the system names it.
  static let processor: String = {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    let value = line?.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "unknown"
    return value.trimmingCharacters(in: .whitespaces)
  }()
}

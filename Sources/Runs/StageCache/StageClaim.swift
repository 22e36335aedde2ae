import Files
import Foundation

/// A process's turn to compute a stage, so that no other one computes the same stage beside it.
enum StageClaim {
  /// The claim's file; it exists while the stage is computed.
  static func file(_ key: String, in results: URL) -> URL {
    results.appending(path: "\(prefix)\(key)\(suffix)")
  }

  /// Waits until no other process has the turn; `waits` is called first, with that process, if one has.
  ///
  /// Nil where no claim can be made: the stage is computed all the same.
  ///
  /// - Throws: ``Interrupted`` where an end is asked for meanwhile, and what `waits` throws.
  static func turn(
    _ key: String,
    in results: URL,
    interruption: Interruption,
    waits: (_ who: String) throws -> Void
  ) throws -> Turn? {
    do {
      return try Turn(file(key, in: results), check: interruption.check, waits: waits)
    } catch is WriteFailure {
      return nil
    }
  }

  /// Removes the claims in a folder that processes left which have ended.
  static func removeThoseOfEndedProcesses(in results: URL) {
    Turn.removeStrays(in: results) { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
  }

  private static let prefix = ".stage-"
  private static let suffix = ".lock"
}

import ArgumentParser
import Ranks

/// The ranks that a measurement runs on.
enum BenchRanks {
  /// This process alone, or with those that mpirun started beside it.
  ///
  /// - Throws: `ValidationError` where they cannot find each other.
  static func group() throws -> any RankGroup {
    guard let launch = RankLaunch() else { return Solo() }
    do {
      return try launch.group { ("\($0)", 1) }
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

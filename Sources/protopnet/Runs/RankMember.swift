import ArgumentParser
import Foundation
import Ranks
import Runs

/// This process as one of several ranks that perform runs together; only the first one speaks.
struct RankMember {
  private let ranks: any RankGroup
  /// What a person sees of an error.
  private let describe: @Sendable (any Error) -> RunFailure

  /// - Throws: `ValidationError` where the ranks cannot find each other.
  init(
    _ launch: RankLaunch,
    describing describe: @escaping @Sendable (any Error) -> RunFailure
  ) throws {
    self.describe = describe
    do {
      ranks = try launch.group {
        let failure = describe($0)
        return (failure.message, failure.code)
      }
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Performs runs one after the other; what one of them fails of ends all ranks.
  ///
  /// - Throws: `ExitCode`, once the message is printed.
  func perform(
    _ runs: [PlannedRun],
    _ perform: (PlannedRun, any RankGroup, any RunObserver) throws -> Void
  ) throws {
    let display: any RunObserver = ranks.isFirst ? ProgressDisplay() : SilentDisplay()
    if ranks.isFirst { Console.note("\(ranks.count) ranks") }
    do {
      for run in runs {
        if runs.count > 1, ranks.isFirst { Console.note(run.label) }
        try perform(run, ranks, display)
      }
    } catch {
      let failure = describe(error)
      if ranks.isFirst {
        if let display = display as? ProgressDisplay { display.endLine() }
        Console.note(failure.message)
      }
      ranks.leave(code: failure.code) {
        // Of the others' errors the first rank knows nothing where they do not come to tell.
        if !ranks.isFirst { Console.note("rank \(ranks.rank): \(failure.message)") }
      }
      throw ExitCode(failure.code)
    }
    ranks.leave(code: 0) {}
  }
}

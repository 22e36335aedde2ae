import Foundation
import Synchronization

/// A wish to end a run early, which signals make known and runs look for between two steps.
package final class Interruption: Sendable {
  private let signal = Atomic<Int32>(0)
  private let heeding = Atomic<Bool>(false)

  package init() {}

  /// Whether something is under way that looks for requests; otherwise nothing is lost by ending at once.
  package var isHeeded: Bool { heeding.load(ordering: .sequentiallyConsistent) }

  /// Calls `body`, which looks for requests.
  package func heed<Result>(_ body: () throws -> Result) rethrows -> Result {
    heeding.store(true, ordering: .sequentiallyConsistent)
    defer { heeding.store(false, ordering: .sequentiallyConsistent) }
    return try body()
  }

  /// Asks for the end; only what a signal handler may do.
  ///
  /// Returns the signal that asked before, if one did.
  @discardableResult
  package func request(_ signal: Int32) -> Int32? {
    let earlier = self.signal.exchange(signal, ordering: .sequentiallyConsistent)
    return earlier == 0 ? nil : earlier
  }

  /// The signal that asks for the end.
  package var request: Int32? {
    let signal = signal.load(ordering: .sequentiallyConsistent)
    return signal == 0 ? nil : signal
  }

  /// - Throws: ``Interrupted`` where an end is asked for and nothing has to be saved.
  func check() throws(Interrupted) {
    if let request { throw Interrupted(signal: request, place: nil) }
  }
}

/// A run that ended early because it was asked to; the same command goes on with it.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  /// The signal's number.
  package let signal: Int32
  /// How far the run has come; nil where it is at the end of a stage or before the first.
  package let place: String?

  package init(signal: Int32, place: String?) {
    (self.signal, self.place) = (signal, place)
  }

  package var description: String {
    let name = Self.names[signal] ?? "signal \(signal)"
    let state = place.map { "saved at \($0)" } ?? "nothing of it had to be saved"
    return "ended by \(name), \(state); the same command goes on from there"
  }

  private static let names = [
    SIGTERM: "SIGTERM", SIGINT: "Ctrl-C", SIGHUP: "SIGHUP", SIGUSR1: "SIGUSR1", SIGUSR2: "SIGUSR2",
  ]
}

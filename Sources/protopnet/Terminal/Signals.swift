import Foundation
import Runs

/// Signals that ask a run to end: it saves what it has at the next step, and ends.
enum Signals {
  /// What signals ask of this process.
  static let interruption = Interruption()

  private static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2]

  /// Has these signals ask for the end from now on; a second Ctrl-C ends the process at once.
  static func askForEnd() {
    // A handler must not be the first to need it.
    _ = interruption.request
    for number in numbers {
      signal(number) { number in
        let earlier = Signals.interruption.request(number)
        if number == SIGINT, earlier == SIGINT { _exit(130) }
      }
    }
  }
}
